"""The register of retired originals: landed files whose place a copy without identifiers has taken. None is made here.

A copy counts as its original wherever it is met: rows keep the number and the sha256 of the file that they came from.
How originals are retired is in `dagster_project/retirement/`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import TypeAdapter

from dagster_project.company import Strict
from dagster_project.digests import Digest
from dagster_project.settings import Settings


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


_REGISTER = TypeAdapter(dict[Digest, RetiredFile])


def read_register(path: Path | None) -> Retired:
    """The register in a file; empty before the first retirement.

    Raises:
        ValueError: it is damaged, or holds something else.
    """
    if path is None or not path.is_file():
        return Retired()
    return Retired(_REGISTER.validate_json(path.read_bytes()))


def read_retired(settings: Settings) -> Retired:
    """The register of a company."""
    return read_register(settings.retired)


def as_json(files: Mapping[str, RetiredFile]) -> bytes:
    """The register as it is kept."""
    told = {original: file.model_dump() for original, file in files.items()}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
