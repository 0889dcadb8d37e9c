"""Publishing: an approved draft is rendered as a version, sealed by its manifest, and swapped in by one rename.

Nothing here ever writes into a version that is there.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.company import read_company
from dagster_project.digests import file_digest
from dagster_project.durable import sync_folder, sync_tree, write_whole
from dagster_project.intake.landing import LandingError, land
from dagster_project.publish.draft import write_files, write_reviewers_files
from dagster_project.publish.faults import PublishError
from dagster_project.publish.printed import PRINTED_FILE
from dagster_project.publish_border import Gated, GateNotPassed, gated_content, restating
from dagster_project.sealing.contributions import CONTRIBUTIONS_FILE, write_contributions
from dagster_project.sealing.manifest import (
    Manifest,
    inputs_of,
    made_by,
    manifest_text,
    signed,
    version_of,
)
from dagster_project.sealing.published_file import write_published
from dagster_project.sealing.sbom import write_sbom
from dagster_project.sealing.trusted import faults_of_version, misplaced
from dagster_project.sealing.verify import publication_of, verify
from dagster_project.settings import Settings
from dagster_project.signoff.approvals import restatement_faults
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import (
    Entry,
    add,
    excerpt,
    head_of,
    ledger_file,
    line_of,
    next_entry,
    read_ledger,
    write_links,
)
from dagster_project.signoff.people import PREPARER, SignOff, read_sign_off
from dagster_project.signoff.signatures import SigningKey
from dagster_project.signoff.state import PRINTED, YearSignOff, standing_signatures, year_sign_off
from dagster_project.versions import (
    EXCERPT,
    MANIFEST,
    PUBLICATION,
    PUBLISHED_FILE,
    number_of,
    reviewers_folder,
    sealed_versions,
    version_name,
)
from dagster_project.warehouse.connection import warehouse
from dagster_project.warehouse.dbt_project import manifest_json

SEALED_FILE, SEALED_FOLDER = 0o444, 0o555
Say = Callable[[str], None]


@dataclass(frozen=True)
class Sealed:
    """A version that was published: its folder, and the ledger's entry of it, whose hash goes into the minutes."""

    folder: Path
    entry: Entry


def publish(
    settings: Settings, year: int, by: str, key: SigningKey | None = None, say: Say = lambda what: None
) -> Sealed:
    """Publish the approved draft of a year as its next version. The writer lock must be held.

    A publication that was cut off after its version was in place is finished: only its entry is added.

    Raises:
        SignOffError: the draft is not approved, out of date, or prints something else as a version; or a version is
            there that the ledger does not have, and it is not the one whose publication was cut off.
    """
    rules = read_sign_off(settings.company_dir)
    may_not = rules.signs_as(by, _publishing_role(rules, by), key)
    unrecorded = _unrecorded(settings, year, rules)
    if unrecorded is not None:
        if may_not:
            raise SignOffError(may_not)
        say(
            f"{unrecorded.folder.name} of {year} is in place, but the ledger does not have it yet: it is added"
        )
        for folder in (reviewers_folder(unrecorded.folder), unrecorded.folder):
            if folder.is_dir():
                folder.chmod(SEALED_FOLDER)
        _record(settings, unrecorded.entry)
        return unrecorded
    state = year_sign_off(settings, year, rules)
    faults = [
        *may_not,
        *(_gone(settings, year) or _not_approved(state, rules) or _wrongly_restated(settings, state)),
    ]
    if faults:
        raise SignOffError(faults)
    number = number_of(state.version) + 1 if state.version else 1
    scratch = settings.releases_dir(year) / f".{version_name(number)}"
    for folder in (scratch, reviewers_folder(scratch)):
        _clear(folder)
        folder.mkdir()
    try:
        return _seal(settings, rules, state, number, scratch, by, key, say)
    finally:
        for folder in (scratch, reviewers_folder(scratch)):
            _clear(folder)


def _seal(
    settings: Settings,
    rules: SignOff,
    state: YearSignOff,
    number: int,
    scratch: Path,
    by: str,
    key: SigningKey | None,
    say: Say,
) -> Sealed:
    year, company = state.year, read_company(settings.company_dir)
    approvals = [signed(entry, rules, company.languages) for entry in state.signatures]
    say("Asking the gates again and rendering the version")
    try:
        gated = gated_content(settings, company, year, version_of(number, approvals))
    except (GateNotPassed, PublishError) as error:
        raise SignOffError([str(error)]) from error
    files = write_public_files(gated, scratch)
    if state.printed is None or files[PRINTED_FILE] != state.printed.digest:
        raise SignOffError(
            [
                f"What the version would print is not what was approved. Run {year} again, submit and approve it anew."
            ]
        )
    reviewers = write_for_reviewers(settings, year, gated, reviewers_folder(scratch))
    say("Keeping the inputs and sealing")
    _keep_inputs(settings, year)
    entries = read_ledger(ledger_file(settings))
    write_links(scratch / EXCERPT, excerpt(entries, year))
    files[EXCERPT] = file_digest(scratch / EXCERPT)
    manifest = Manifest(
        company=company.id,
        made_up=company.made_up,
        year=year,
        version=version_name(number),
        supersedes=state.version,
        restatements=_restatements(settings, year, state.version),
        printed=files[PRINTED_FILE],
        files=dict(sorted(files.items())),
        for_reviewers=reviewers,
        inputs=inputs_of(settings, year),
        inputs_fingerprint=gated.inputs,
        made_by=made_by(manifest_json(), _run_id(settings, year)),
        approvals=approvals,
        must_approve=list(rules.approvals),
        preparer_may_approve=rules.preparer_may_approve,
        ledger_head=head_of(entries),
    )
    (scratch / MANIFEST).write_text(manifest_text(manifest), encoding="utf-8")
    body = {
        "version": manifest.version,
        "manifest": file_digest(scratch / MANIFEST),
        PRINTED: manifest.printed,
        "supersedes": manifest.supersedes,
    }
    entry = next_entry(entries, "publication", year, by, body, role=_publishing_role(rules, by), key=key)
    publication = f"{line_of(entry)}\n".encode()
    (scratch / PUBLICATION).write_bytes(publication)
    final = settings.releases_dir(year) / manifest.version
    write_whole(settings.publication, publication)
    _put_in_place(scratch, final)
    _record(settings, entry)
    return Sealed(final, entry)


def _record(settings: Settings, entry: Entry) -> None:
    """The publication in the company's ledger; from then on nobody needs the note of it."""
    add(ledger_file(settings), [entry])
    settings.publication.unlink(missing_ok=True)


def _put_in_place(scratch: Path, final: Path) -> None:
    """The reviewers' folder first: a version counts once its own folder is there."""
    pairs = [(reviewers_folder(scratch), reviewers_folder(final)), (scratch, final)]
    for made, _ in pairs:
        for path in made.iterdir():
            path.chmod(SEALED_FILE)
        sync_tree(made)
    _clear(pairs[0][1])
    for made, place in pairs:
        made.rename(place)
        place.chmod(SEALED_FOLDER)
    sync_folder(final.parent)


def _clear(folder: Path) -> None:
    """Remove what an earlier publication that was cut off left behind."""
    if folder.is_dir():
        folder.chmod(0o755)
        shutil.rmtree(folder)


def write_public_files(gated: Gated, folder: Path) -> dict[str, str]:
    """Write what a version prints and is made with into an empty folder, and give the sha256 of each file by its name.

    The manifest, the ledger's excerpt and the publication are not among them: they tell of the rest.
    """
    write_files(folder, gated.edition, gated.values, gated.pages, gated.evidence)
    write_published(folder / PUBLISHED_FILE, gated.edition)
    write_sbom(folder)
    return {path.name: file_digest(path) for path in sorted(folder.iterdir())}


def write_for_reviewers(settings: Settings, year: int, gated: Gated, folder: Path) -> dict[str, str]:
    """Write what belongs to a version and is not public into a folder, and give the sha256 of each file by its name."""
    with warehouse(settings.warehouse(year), read_only=True) as connection:
        write_contributions(connection, folder / CONTRIBUTIONS_FILE)
    if gated.uncut is not None:
        write_reviewers_files(folder, gated.uncut, gated.reviewers_pages)
    return {path.name: file_digest(path) for path in sorted(folder.iterdir())}


def _keep_inputs(settings: Settings, year: int) -> None:
    """Land every file that the version is made from, so that the year can be run again when the folder has moved on.

    Raises:
        SignOffError: what landed before was changed, or cannot be read without its key; every fault.
    """
    faults: list[str] = []
    for name in inputs_of(settings, year):
        try:
            land((settings.company_dir / name).read_bytes(), settings.landed_dir)
        except LandingError as error:
            faults.append(f"{name}: {error}")
    if faults:
        raise SignOffError(faults)


def _restatements(settings: Settings, year: int, supersedes: str | None) -> list[dict[str, Any]]:
    told = restating(settings, year)
    own = [(year, one) for one in told.own if one.of == supersedes]
    return [
        {"year": of_year, **entry.model_dump(mode="json", by_alias=True)}
        for of_year, entry in [*own, *((year - 1, one) for one in told.before)]
    ]


def _run_id(settings: Settings, year: int) -> str | None:
    """The Dagster run that computed the figures."""
    with warehouse(settings.warehouse(year), read_only=True) as connection:
        found = connection.execute("select min(run_id) from appendix.fct_figure").fetchone()
    return found[0] if found else None


def _publishing_role(rules: SignOff, by: str) -> str:
    """Whoever submits or approves may also publish: the approvals are what counts."""
    allowed = (PREPARER, *rules.approvals)
    return next((role for role in rules.person(by).roles if role in allowed), PREPARER)


def _not_approved(state: YearSignOff, rules: SignOff) -> list[str]:
    year = state.year
    if state.draft != "up to date":
        return [f"The draft of {year} is {state.draft}. Run it with: esg run --year {year}"]
    if state.state == "published":
        return [f"{state.version} of {year} prints the same as the draft: there is nothing new to publish."]
    if state.state == "draft":
        faults = [
            f"{year} is not in review. Its preparer hands it in with: esg submit --year {year} --by WHO"
        ]
        return faults + [
            f"{one.entry.by} signed something else ({len(one.changes.figures)} figures changed since)"
            for one in state.voided
        ]
    missing = [f"{role} ({rules.all_roles[role].en})" for role in state.waiting]
    return [f"Still to approve {year}: {', '.join(missing)}."] if missing else []


def _unrecorded(settings: Settings, year: int, rules: SignOff) -> Sealed | None:
    """The version that is in place, but whose publication was cut off before the ledger had it.

    Raises:
        SignOffError: the ledger does not have a version, and it cannot be added.
    """
    entries = read_ledger(ledger_file(settings))
    recorded = {one.body["version"] for one in entries if (one.kind, one.year) == ("publication", year)}
    found = None
    for name in sealed_versions(settings, year):
        if name in recorded:
            continue
        folder = settings.releases_dir(year) / name
        try:
            faults = list(_not_to_be_added(settings, folder, entries, rules))
        except SignOffError as error:
            faults = error.faults
        if faults:
            raise SignOffError(
                [
                    f"{folder} is there, but the ledger has no publication of it, and it cannot be added:",
                    *faults,
                    f"Compare it with: esg verify {folder}; then move the folder away.",
                ]
            )
        found = Sealed(folder, publication_of(folder))
    return found


def _not_to_be_added(
    settings: Settings, folder: Path, entries: Sequence[Entry], rules: SignOff
) -> Iterator[str]:
    """Why the ledger cannot take the publication of a version in.

    Whoever may write in the folder of releases could put anything there, so only that version is taken in which was
    noted before it was put in place.
    """
    verdict, entry = verify(folder), publication_of(folder)
    manifest = verdict.manifest
    yield from (f"{check.what}: {fault}" for check in verdict.checks for fault in check.faults)
    yield from misplaced(folder, manifest)
    noted = settings.publication.read_bytes() if settings.publication.is_file() else b""
    if (folder / PUBLICATION).read_bytes() != noted:
        yield "it is not the version whose publication was cut off here"
    if not rules.may_have_signed(entry) or entry.role not in (PREPARER, *rules.approvals):
        yield f"{entry.by} may not publish as {entry.role}, or not without their key"
    kept = "".join(line_of(one) + "\n" for one in excerpt(entries, manifest.year))
    if entry.previous != head_of(entries) or (folder / EXCERPT).read_text(encoding="utf-8") != kept:
        yield "the ledger is another one than that of the version, or went on since"
    of_year = [one for one in entries if one.year == manifest.year]
    submission, approvals = standing_signatures(of_year, rules, manifest.printed)
    yield from (f"{role} did not approve it" for role in rules.approvals if role not in approvals)
    standing = [one.hash for one in (submission, *approvals.values()) if one is not None]
    if [one.entry for one in manifest.approvals] != standing:
        yield "who signed it is not who has signed it by now"


def _wrongly_restated(settings: Settings, state: YearSignOff) -> list[str]:
    """What the submission asked already, of a version in force that is proven to be what was published."""
    if state.version is None:
        return []
    folder = settings.releases_dir(state.year) / state.version
    touched = faults_of_version(settings, folder, [PRINTED_FILE])
    if touched:
        return [f"{folder} is not what was published: {one}" for one in touched]
    return restatement_faults(settings, state)


def _gone(settings: Settings, year: int) -> list[str]:
    """Versions that the ledger published and that are not there any more as they were.

    Without them a year would look as if it had never been published, and nothing in it would be restated.
    """
    there = sealed_versions(settings, year)
    folder = settings.releases_dir(year)
    return [
        f"{entry.body['version']} of {year} was published (entry {entry.seq} of the ledger) and "
        f"{'was changed since' if entry.body['version'] in there else 'is gone'}. Bring it back from a backup."
        for entry in read_ledger(ledger_file(settings))
        if (entry.kind, entry.year) == ("publication", year)
        and not _has_manifest(folder / entry.body["version"], entry.body["manifest"])
    ]


def _has_manifest(version: Path, digest: str) -> bool:
    path = version / MANIFEST
    return path.is_file() and file_digest(path) == digest
