"""Whether a sealed version is what was published: its files, its chain, its signatures. No warehouse is needed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from dagster_project.digests import file_digest
from dagster_project.publish.printed import PRINTED_FILE
from dagster_project.sealing.manifest import Manifest, read_manifest
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import Entry, Link, check_chain, dated_back, head_of, read_links
from dagster_project.signoff.state import PRINTED
from dagster_project.versions import EXCERPT, MANIFEST, PUBLICATION, reviewers_folder

HEAD_LENGTH = 32
"""As many digits of a head hash, 128 bits, prove it: entries with the same first twelve can be found by trying."""
SHOWN = 12


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what, what is wrong with it, and what was found where nothing is.

    `asked` is False where it could not be looked at, since what it needs is not here.
    """

    what: str
    faults: tuple[str, ...] = ()
    found: str = ""
    asked: bool = True


@dataclass(frozen=True)
class Verdict:
    """What became of a version."""

    folder: Path
    manifest: Manifest
    head: str
    checks: tuple[Check, ...]

    @property
    def is_whole(self) -> bool:
        """Nothing is wrong with it. What could not be looked at is told in `checks`."""
        return not any(check.faults for check in self.checks)


def verify(
    folder: Path,
    head: str | None = None,
    ledger: Path | None = None,
    needed: Collection[str] | None = None,
) -> Verdict:
    """Look at every file of a version, at the chain that it stands in and at who signed.

    Args:
        head: the ledger's hash from the minutes of the board, whole or its first 32 digits or more.
        ledger: the company's ledger, if it is at hand.
        needed: the public files that have to be here; all of them if none are named.

    Raises:
        SignOffError: the folder holds no sealed version.
    """
    manifest = read_manifest(folder)
    publication = publication_of(folder)
    entries = read_links(folder / EXCERPT)
    checks = (
        _files("public files", folder, manifest.files, {MANIFEST, PUBLICATION}, needed),
        _reviewers_files(folder, manifest),
        Check(
            "what is printed is what was approved",
            tuple(_printed_faults(manifest, entries)),
            f"{len(manifest.approvals)} signatures of {manifest.printed[:SHOWN]}",
        ),
        Check(
            "the ledger's chain up to the publication",
            tuple(_chain_faults(folder, manifest, publication, entries)),
            "; ".join([f"{len(entries) + 1} entries", *dated_back([*entries, publication])]),
        ),
        _signatures(publication, entries),
        _anchor(publication, head),
        _whole_ledger(publication, ledger),
    )
    return Verdict(folder, manifest, publication.hash, checks)


def publication_of(folder: Path) -> Entry:
    """The ledger's entry of the publication of a version.

    Raises:
        SignOffError: there is none, or it is none of ours.
    """
    path = folder / PUBLICATION
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise SignOffError([f"{path} is no plain file: it is none of a version."])
    try:
        return Entry.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise SignOffError(
            [f"{folder} has no {PUBLICATION}: it was never published, or the file was taken out."]
        ) from None
    except (ValueError, RecursionError) as error:
        raise SignOffError([f"{path} is no entry of a ledger: {error}"]) from error


def _files(
    what: str,
    folder: Path,
    expected: dict[str, str],
    besides: set[str],
    needed: Collection[str] | None = None,
) -> Check:
    there = {path.name for path in folder.iterdir()} - besides
    wanted = expected.keys() if needed is None else set(needed) - besides
    faults = [f"{name} is missing" for name in sorted(wanted - there)]
    faults += [f"{name} is no part of the version" for name in sorted(there - expected.keys())]
    for name in sorted(there & expected.keys()):
        path = folder / name
        if path.is_symlink() or not path.is_file():
            faults.append(f"{name} is no plain file")
        elif (found := file_digest(path)) != expected[name]:
            faults.append(
                f"{name} was changed: its sha256 is {found[:12]}..., published was {expected[name][:12]}..."
            )
    return Check(what, tuple(faults), f"{len(expected)} files, each with the sha256 of the manifest")


def _reviewers_files(folder: Path, manifest: Manifest) -> Check:
    beside, what = reviewers_folder(folder), "files for reviewers"
    if beside.is_dir():
        return _files(what, beside, manifest.for_reviewers, set())
    return Check(what, found=f"{beside.name} is not here", asked=False)


def _printed_faults(manifest: Manifest, entries: list[Entry | Link]) -> Iterator[str]:
    if manifest.files.get(PRINTED_FILE) != manifest.printed:
        yield f"the manifest names two hashes of {PRINTED_FILE}"
    by_hash = {entry.hash: entry for entry in entries if isinstance(entry, Entry)}
    for one in manifest.approvals:
        entry = by_hash.get(one.entry)
        if entry is None:
            yield f"the {one.kind} by {one.by} is not in the ledger"
        elif entry.body.get(PRINTED) != manifest.printed:
            yield f"the {one.kind} by {one.by} is of another content"
        elif _told(entry) != (one.kind, one.by, one.role, one.at, one.is_signed):
            yield f"the manifest and the ledger differ in who gave the {one.kind} {entry.seq}, or when"
    approved = {one.role: one.by for one in manifest.approvals if one.kind == "approval"}
    yield from (
        f"{role} had to approve it, and did not" for role in manifest.must_approve if role not in approved
    )
    preparers = {one.by for one in manifest.approvals if one.kind == "submission"}
    if preparers & set(approved.values()) and not manifest.preparer_may_approve:
        yield "who prepared it approved it as well"
    if not preparers:
        yield "nobody submitted it"
    if not approved:
        yield "nobody approved it"


def _told(entry: Entry) -> tuple[str, str, str | None, str, bool]:
    return entry.kind, entry.by, entry.role, entry.at, entry.signature is not None


def _chain_faults(
    folder: Path, manifest: Manifest, publication: Entry, entries: list[Entry | Link]
) -> Iterator[str]:
    yield from check_chain([*entries, publication])
    if head_of(entries) != manifest.ledger_head:
        yield "the excerpt does not end where the manifest says"
    body, said = publication.body, (manifest.version, manifest.printed, manifest.supersedes)
    named = (body.get("version"), body.get(PRINTED), body.get("supersedes"))
    if (publication.kind, publication.year) != ("publication", manifest.year) or named != said:
        yield f"{PUBLICATION} is not the publication of {manifest.version} of {manifest.year}"
    if publication.body.get("manifest") != file_digest(folder / MANIFEST):
        yield f"{MANIFEST} was changed: it is not the one that was published"


def _signatures(publication: Entry, entries: list[Entry | Link]) -> Check:
    """Whether those that are there hold is part of the chain; here it is told how many there are."""
    those = [
        one
        for one in (*entries, publication)
        if isinstance(one, Entry) and one.kind in ("submission", "approval", "publication")
    ]
    signed = sum(one.signature is not None for one in those)
    return Check("Ed25519 signatures", found=f"{signed} of {len(those)} entries are signed", asked=signed > 0)


def _anchor(publication: Entry, head: str | None) -> Check:
    what = "the hash in the minutes"
    if head is None:
        told = f"compare it with {publication.hash}: without that, somebody could have written all of it anew"
        return Check(what, found=told, asked=False)
    given = head.strip().lower()
    if len(given) < HEAD_LENGTH:
        return Check(
            what, (f"{given or 'nothing'} is too short: give the hash, or its first {HEAD_LENGTH} digits",)
        )
    if not publication.hash.startswith(given):
        return Check(what, (f"the minutes say {given}, the publication is {publication.hash}",))
    return Check(what, found="is that of the publication")


def _whole_ledger(publication: Entry, ledger: Path | None) -> Check:
    what = "the company's ledger"
    if ledger is None:
        return Check(what, found="is not at hand", asked=False)
    entries = read_links(ledger)
    faults = check_chain(entries)
    if publication.hash not in {one.hash for one in entries}:
        faults.append("it does not have this publication")
    return Check(what, tuple(faults), f"{len(entries)} entries, this publication among them")
