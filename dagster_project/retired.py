"""The register of retired originals: landed files whose place a copy without identifiers has taken. None is made here.

A copy counts as its original wherever it is met: rows keep the number and the sha256 of the file that they came from.
That it is one, only the company's ledger proves, so the register is held against that.
How originals are retired is in `dagster_project/retirement/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from dagster_project.company import Strict, describe_faults
from dagster_project.digests import Digest
from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import Entry, Link, ledger_file, read_ledger

COPIES = "copies"
"""What an entry of the ledger calls them: of a retirement by original, of a change of the key by the copy before."""


class RetiredFile(Strict):
    """An original that is gone, and what is still known of it.

    Attributes:
        copied_to: sha256 of the copy.
        name: path in the company folder.
        bytes: of the original, as `encoding` and `separator` are (None for a workbook).
        landed_at: when the original landed first, in UTC.
        retired_on: in UTC.
    """

    copied_to: Digest
    name: str
    bytes: int
    encoding: str
    separator: str | None
    landed_at: str
    retired_on: str


@dataclass(frozen=True)
class Retired:
    """The retired originals of a company, by their sha256.

    Originals that differ in what is left out have the same copy; under the same name it counts as the last of them.
    """

    files: Mapping[str, RetiredFile] = field(default_factory=dict)

    @cached_property
    def _originals(self) -> dict[str, dict[str, str]]:
        """By copy and name."""
        found: dict[str, dict[str, str]] = {}
        for original, file in self.files.items():
            found.setdefault(file.copied_to, {})[file.name] = original
        return found

    def original_of(self, digest: str, name: str) -> str:
        """The sha256 of the original of a copy; of any other file its own.

        Args:
            name: path in the company folder, which tells originals with the same copy apart.
        """
        originals = self._originals.get(digest, {})
        return originals.get(name) or next(iter(originals.values()), digest)

    def standing_for(self, digest: str) -> str:
        """The sha256 of the landed file to read for an original: of its copy if it is retired."""
        return self.files[digest].copied_to if digest in self.files else digest

    def as_of(self, inputs: Mapping[str, str]) -> Retired:
        """The register as the inputs of one version need it, which say whose copy is met under each name."""
        return Retired(
            {
                digest: self.files[digest].model_copy(update={"name": name})
                for name, digest in inputs.items()
                if digest in self.files
            }
        )

    def is_copy(self, digest: str) -> bool:
        """Whether these are the bytes of a copy."""
        return digest in self._originals


@dataclass(frozen=True)
class Named:
    """What a ledger says of copies.

    Attributes:
        copies: by original every copy of it, under whichever key of people's hashes.
        lost: originals whose copies were made anew for another key by a program that did not enter them.
    """

    copies: Mapping[str, Set[str]]
    lost: Set[str]

    def stands_for(self, copy: str, original: str) -> bool | None:
        """Whether a file is a copy of an original; None if that cannot be told any more."""
        if copy in self.copies.get(original, ()):
            return True
        return None if original in self.lost else False


_REGISTER = TypeAdapter(dict[Digest, RetiredFile])
_COPIES = TypeAdapter(dict[Digest, Digest])


def read_register(path: Path | None) -> Retired:
    """The register in a file; empty before the first retirement.

    Raises:
        ValueError: it is damaged, or holds something else.
    """
    if path is None or not path.is_file():
        return Retired()
    return Retired(_REGISTER.validate_json(path.read_bytes()))


def read_retired(settings: Settings) -> Retired:
    """The register of a company.

    Raises:
        ValueError: it is damaged, or holds something else.
        SignOffError: it names copies that the company's ledger does not name, or the ledger is damaged.
    """
    retired = read_register(settings.retired)
    if retired.files and not settings.laid_out:
        ledger = ledger_file(settings)
        named = _named_in_file(ledger, _stamp(ledger))
        faults = [
            unnamed(file)
            for original, file in retired.files.items()
            if named.stands_for(file.copied_to, original) is False
        ]
        if faults:
            raise SignOffError([f"{settings.retired}: {fault}" for fault in faults])
    return retired


def unnamed(file: RetiredFile) -> str:
    """What is wrong with a copy that the ledger does not name."""
    return f"{file.name}: {file.copied_to[:12]}... is said to stand for its original, but the ledger names no such copy"


def named_in(links: Iterable[Link]) -> Named:
    """The copies that a ledger, or as much of it as is at hand, says there were of each original.

    Raises:
        SignOffError: an entry should name copies, and names something else.
    """
    copies: dict[str, set[str]] = {}
    lost: set[str] = set()
    for entry in links:
        if not isinstance(entry, Entry):
            continue
        if entry.kind == "retirement":
            for original, copy in _copies_of(entry).items():
                copies.setdefault(original, set()).add(copy)
        elif entry.kind == "key_rotation" and COPIES not in entry.body:
            lost |= copies.keys()
        elif entry.kind == "key_rotation":
            followed = _copies_of(entry)
            for of_original in copies.values():
                of_original |= {followed[one] for one in of_original & followed.keys()}
    return Named(copies, lost)


def _copies_of(entry: Entry) -> Mapping[str, str]:
    try:
        return _COPIES.validate_python(entry.body.get(COPIES))
    except ValidationError as error:
        told = f"entry {entry.seq} of the ledger ({entry.kind}) names no copies by their sha256"
        raise SignOffError([f"{told}:\n{describe_faults(error)}"]) from error


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What tells a file from another one in its place: each change of a ledger puts another file there."""
    if not path.is_file():
        return None
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


@lru_cache(maxsize=8)
def _named_in_file(ledger: Path, stamp: tuple[int, int, int] | None) -> Named:
    """As `named_in`, read once for each state of the file: the register is read for every file that arrives."""
    return named_in(read_ledger(ledger) if stamp else ())


def as_json(files: Mapping[str, RetiredFile]) -> bytes:
    """The register as it is kept."""
    told = {original: file.model_dump() for original, file in files.items()}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
