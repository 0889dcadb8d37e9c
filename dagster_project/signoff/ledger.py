"""The company's ledger: one entry a line, each chained to the one before by its sha256. What entries mean is elsewhere.

An entry is never changed or removed. The file is written anew beside itself and swapped in, so no crash tears it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from dagster_project.company import Strict, describe_faults
from dagster_project.durable import write_whole
from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.signatures import SigningKey, is_signed

APPROVALS_FOLDER = "approvals"
LEDGER_FILE = "ledger.jsonl"
GENESIS = "0" * 64
"""What the first entry names as the entry before it."""

Kind = Literal[
    "submission", "approval", "sent_back", "publication", "explanation", "correction", "restatement",
    "published_import", "evidence", "review_note", "key_rotation", "retirement",
]  # fmt: skip


class Link(Strict):
    """What an entry is known by in the chain. An excerpt keeps only this of entries that are about other years."""

    seq: int
    previous: str
    hash: str


class Entry(Link):
    """One entry: what happened, when, who did it, in which role.

    Attributes:
        at: by this machine's clock, ISO in UTC to the second. The order of entries is `seq`, not this.
        by: id of a person in `sign_off.yml`, or the name that a file of the company gives.
        body: what is particular to the kind; no floats.
        key: the signer's public key; without one the entry is not signed.
        signature: of `hash`.
    """

    at: str
    kind: Kind
    year: int | None
    by: str
    role: str | None
    body: dict[str, Any]
    key: str | None = None
    signature: str | None = None


def ledger_file(settings: Settings) -> Path:
    """Where the company's ledger is."""
    return settings.company_dir / APPROVALS_FOLDER / LEDGER_FILE


def read_ledger(path: Path) -> list[Entry]:
    """The entries in their order; none if there is no ledger yet.

    Raises:
        SignOffError: a line is no entry, or the chain is broken.
    """
    entries = [one for one in read_links(path) if isinstance(one, Entry)]
    faults = check_chain(entries)
    if faults:
        raise SignOffError([f"{path}: {fault}" for fault in faults])
    return entries


def read_links(path: Path) -> list[Entry | Link]:
    """The entries of a ledger or of an excerpt from one, unchecked.

    Raises:
        SignOffError: a line is no entry.
    """
    if not path.is_file():
        return []
    found: list[Entry | Link] = []
    faults: list[str] = []
    for number, line in enumerate(_lines(path), start=1):
        try:
            content = json.loads(line)
            found.append((Entry if "kind" in content else Link).model_validate(content))
        except (ValueError, TypeError, RecursionError) as error:
            told = describe_faults(error) if isinstance(error, ValidationError) else str(error)
            faults.append(f"{path}, line {number} is no entry of a ledger: {told}")
    if faults:
        raise SignOffError(faults)
    return found


def _lines(path: Path) -> list[str]:
    """The lines of a ledger; signs in a text that some take for the end of one, such as U+2028, are none."""
    lines = path.read_bytes().decode("utf-8").replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def head_of(entries: Sequence[Link]) -> str:
    """The hash of the last entry, which stands for all before it."""
    return entries[-1].hash if entries else GENESIS


def check_chain(entries: Sequence[Link]) -> list[str]:
    """What is wrong with a chain: entries that are missing, moved or altered, signatures that do not hold."""
    faults: list[str] = []
    previous, seq = GENESIS, 0
    for entry in entries:
        seq += 1
        if entry.seq != seq:
            faults.append(
                f"entry {entry.seq} stands where entry {seq} belongs: an entry was removed, added or moved"
            )
            seq = entry.seq
        if entry.previous != previous:
            faults.append(
                f"entry {entry.seq} follows {entry.previous[:12]}, but the entry before it is {previous[:12]}"
            )
        if isinstance(entry, Entry):
            faults += _faults_of(entry)
        previous = entry.hash
    return faults


def _faults_of(entry: Entry) -> Iterator[str]:
    if _hash(entry) != entry.hash:
        yield f"entry {entry.seq} ({entry.kind} by {entry.by}) was altered: its content does not give its hash"
    if entry.key is None and entry.signature is None:
        return
    if not (entry.key and entry.signature and is_signed(entry.key, entry.hash, entry.signature)):
        yield f"entry {entry.seq} ({entry.kind} by {entry.by}) has a signature that does not hold"


def dated_back(entries: Iterable[Link]) -> list[str]:
    """Which entries have an earlier time than one before them, in words: the order holds, but a clock was wrong."""
    told: list[str] = []
    latest: Entry | None = None
    for entry in entries:
        if not isinstance(entry, Entry):
            continue
        if latest is not None and entry.at < latest.at:
            told.append(
                f"entry {entry.seq} is dated {entry.at}, before entry {latest.seq} of {latest.at}: a clock was wrong"
            )
        else:
            latest = entry
    return told


def next_entry(
    entries: Sequence[Link],
    kind: Kind,
    year: int | None,
    by: str,
    body: dict[str, Any],
    *,
    role: str | None = None,
    key: SigningKey | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Entry:
    """The entry that would follow these; it is in no ledger yet."""
    unsigned = Entry(
        seq=len(entries) + 1,
        previous=head_of(entries),
        hash="",
        at=clock().astimezone(UTC).isoformat(timespec="seconds"),
        kind=kind,
        year=year,
        by=by,
        role=role,
        body=body,
        key=key.public if key else None,
    )
    digest = _hash(unsigned)
    return unsigned.model_copy(update={"hash": digest, "signature": key.sign(digest) if key else None})


def add(path: Path, entries: Iterable[Entry]) -> None:
    """Add entries that follow the ledger's last one. The writer lock must be held.

    Raises:
        SignOffError: the ledger is damaged, or an entry does not follow it.
    """
    whole = [*read_ledger(path), *entries]
    faults = check_chain(whole)
    if faults:
        raise SignOffError([f"{path}: {fault}" for fault in faults])
    write_links(path, whole)


def write_links(path: Path, entries: Sequence[Link]) -> None:
    """Write entries, one a line, beside the file that is there, and swap it in."""
    write_whole(path, "".join(line_of(entry) + "\n" for entry in entries).encode("utf-8"))


def line_of(entry: Link) -> str:
    """An entry as it is written: JSON with sorted keys and no spaces."""
    return canonical(entry.model_dump(mode="json", exclude_none=False))


def canonical(content: Any) -> str:
    """JSON that is the same for the same content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def excerpt(entries: Sequence[Entry], year: int) -> list[Link]:
    """The chain with what it says of a year, and of entries about other years only their place in it."""
    return [
        entry if entry.year in (year, None) else Link(seq=entry.seq, previous=entry.previous, hash=entry.hash)
        for entry in entries
    ]


def _hash(entry: Entry) -> str:
    content = entry.model_dump(mode="json", exclude={"hash", "signature"})
    return hashlib.sha256(canonical(content).encode("utf-8")).hexdigest()
