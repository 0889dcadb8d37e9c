"""Which originals are past the company's retention, and putting their copies in place. How they are made: `copy.py`.

A retirement is decided by one file, `retirement.json`: while it is not there, nothing changed. From the moment it is,
whoever next holds the writer lock puts the rest in place, however often that is cut off: the register, the copies in
the company folder, the entry of the ledger, and last of all no originals.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from dagster_project.company import Company, read_company
from dagster_project.digests import file_digest, files_below
from dagster_project.durable import write_whole
from dagster_project.intake import ContractFiles, IntakeError, find_files, load_mappings, pseudonym_key
from dagster_project.intake.corrections import CORRECTIONS_FOLDER, Corrections, Entry
from dagster_project.intake.keys import OWNER_ONLY
from dagster_project.intake.landing import land, landed_at, read_landed
from dagster_project.own_files import is_own_file
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from dagster_project.retired import RetiredFile, as_json, read_retired
from dagster_project.retirement.copy import Copy, CopyError, ReadAs, copy_of
from dagster_project.retirement.proof import differences
from dagster_project.retirement.sheets import SheetsError
from dagster_project.sealing.laid_out import Evidence, lay_out
from dagster_project.sealing.manifest import read_manifest
from dagster_project.settings import Settings
from dagster_project.signoff.ledger import add, ledger_file, next_entry, read_ledger
from dagster_project.versions import sealed_versions


class RetirementError(Exception):
    """Originals that cannot be retired, all faults at once; nothing was changed."""


@dataclass(frozen=True)
class Retirement:
    """What a retirement did.

    Attributes:
        years: past their retention.
        files: paths in the company folder of the originals that are gone.
        kept: files of these years that stay as they are, and why.
    """

    years: tuple[int, ...]
    files: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass
class _Made:
    """Copies, and what is known of their originals, by the sha256 of the original.

    Attributes:
        found: sha256 of what lies in the company folder or landed: the original, or an earlier copy of it.
    """

    files: dict[str, RetiredFile] = field(default_factory=dict)
    copies: dict[str, bytes] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)

    def add(self, original: str, copy: bytes, file: RetiredFile, found: str) -> Iterator[str]:
        """Take a copy in; gives why that cannot be."""
        if self.copies.get(original, copy) != copy:
            yield f"{file.name}: two versions read it in different ways, so one copy cannot stand for it in both"
        self.files[original], self.copies[original], self.found[original] = file, copy, found


def years_past(company: Company, years: Iterable[int], on: date) -> list[int]:
    """The years whose retention ended before a day; none if the company set no retention."""
    kept_for = company.retention_years
    if kept_for is None:
        return []
    return [year for year in years if company.reporting_year.dates(year + kept_for)[1] < on]


def years_due(settings: Settings, on: date) -> list[int]:
    """The years past their retention of whose exports none is retired yet."""
    retired = {file.name for file in read_retired(settings).files.values()}
    past = years_past(read_company(settings.company_dir), years_known(settings), on)
    return [year for year in past if not any(_is_of(name, year) for name in retired)]


def years_known(settings: Settings) -> list[int]:
    """Years with exports in the company folder or with a sealed version, in order."""
    folders = [*settings.company_dir.glob("raw/*"), *settings.company_dir.glob("releases/*")]
    return sorted({int(path.name) for path in folders if path.is_dir() and path.name.isdecimal()})


def retire(settings: Settings, by: str, on: date, *, only_look: bool = False) -> Retirement:
    """Put copies without identifiers in the place of originals past their retention. The writer lock must be held.

    Args:
        by: who asks for it, for the ledger.
        on: the day as of which retention is counted.
        only_look: make and prove the copies, and change nothing.

    Raises:
        RetirementError: no retention is set, or an export has no copy that reads as it does; every fault.
        KeyFileError: the key of the pseudonyms cannot be read.
        LandingError: a landed file was changed, or cannot be read.
        SignOffError: a sealed version is not what was published, or its landed files are missing.
    """
    company = read_company(settings.company_dir)
    if company.retention_years is None:
        raise RetirementError(
            "company.yml sets no retention_years: for how many whole years after a reporting year its originals are "
            "kept with names and numbers of people."
        )
    years = years_known(settings)
    past = years_past(company, years, on)
    with tempfile.TemporaryDirectory(prefix=".retire-", dir=settings.data_dir) as scratch:
        work = _Work(settings, Path(scratch), [year for year in years if year not in past])
        for year in past:
            work.look_at(year)
        work.name_unclaimed(on.year - company.retention_years)
    if work.faults:
        raise RetirementError("\n".join(["Nothing was retired:", *dict.fromkeys(work.faults)]))
    if work.made.files and not only_look:
        for copy in work.made.copies.values():
            land(copy, settings.landed_dir)
        decision = {"by": by, "files": json.loads(as_json(work.made.files)), "found": work.made.found}
        write_whole(settings.retirement, json.dumps(decision, ensure_ascii=False).encode(), OWNER_ONLY)
        finish(settings)
    names = sorted({file.name for file in work.made.files.values()})
    return Retirement(
        tuple(past), tuple(names), tuple(f"{name}: {why}" for name, why in sorted(work.kept.items()))
    )


def finish(settings: Settings) -> bool:
    """Put in place what a retirement decided; gives whether there was one. The writer lock must be held."""
    if not settings.retirement.is_file():
        return False
    decision: dict[str, Any] = json.loads(settings.retirement.read_text(encoding="utf-8"))
    files = {original: RetiredFile.model_validate(told) for original, told in decision["files"].items()}
    write_whole(settings.retired, as_json({**read_retired(settings).files, **files}), OWNER_ONLY)
    for original, file in files.items():
        replace_file(settings, file.name, decision["found"][original], file.copied_to)
    _enter(settings, decision["by"], {original: file.copied_to for original, file in files.items()})
    for found in decision["found"].values():
        (settings.landed_dir / found).unlink(missing_ok=True)
    settings.retirement.unlink()
    return True


def replace_file(settings: Settings, name: str, found: str, copy: str) -> None:
    """Put a landed copy in the place of a file of the company folder, if it still has the sha256 `found`."""
    path = (settings.company_dir / name).resolve()
    if path.is_file() and file_digest(path) == found:
        write_whole(path, read_landed(copy, settings.landed_dir), path.stat().st_mode & 0o777)


def _enter(settings: Settings, by: str, copies: Mapping[str, str]) -> None:
    """The retirement in the company's ledger, once."""
    path = ledger_file(settings)
    entries, body = read_ledger(path), {"copies": dict(copies)}
    if not any(one.kind == "retirement" and one.body == body for one in entries):
        add(path, [next_entry(entries, "retirement", None, by, body)])


class _Work:
    """Making the copies of all years past their retention, in a scratch folder; nothing of the company changes."""

    def __init__(self, settings: Settings, scratch: Path, still_kept: Sequence[int]) -> None:
        self._settings, self._scratch = settings, scratch
        self._key = pseudonym_key(settings)
        self._contracts = load_contracts(SEEDS_DIR / "contracts")
        self._register = read_retired(settings)
        self._versions = {
            version: read_manifest(version).inputs
            for year in years_known(settings)
            for name in sealed_versions(settings, year)
            if (version := settings.releases_dir(year) / name)
        }
        self._needed = {digest for year in still_kept for digest in self._originals_of(year)}
        self.made, self.kept, self.faults = _Made(), dict[str, str](), list[str]()

    def look_at(self, year: int) -> None:
        """Make the copies of a year: of its files as they are, and as they were when versions were sealed."""
        if self._settings.raw_dir(year).is_dir():
            self._copy_state(self._settings, year)
        for version, inputs in self._versions.items():
            if any(_is_of(name, year) and digest not in self._done for name, digest in inputs.items()):
                self._copy_state(self._laid_out(version), year)

    def name_unclaimed(self, before: int) -> None:
        """Name what landed before a calendar year and belongs to no version and no file of the company any more."""
        company, landed = self._settings.company_dir, self._settings.landed_dir
        claimed = {digest for inputs in self._versions.values() for digest in inputs.values()}
        claimed |= {file_digest(path) for path in files_below(company) if is_own_file(path, company)}
        claimed |= {file.copied_to for file in self._register.files.values()}
        for path in files_below(landed) if landed.is_dir() else ():
            since = landed_at(path.name, landed)
            if path.name not in claimed and int(since[:4]) < before:
                self.kept[f"{landed.name}/{path.name}"] = (
                    f"landed on {since[:10]}, and no version and no file of the company has it any more; if it "
                    "proves nothing, delete it"
                )

    @property
    def _done(self) -> set[str]:
        return {*self._register.files, *self.made.files, *self._needed}

    def _originals_of(self, year: int) -> Iterator[str]:
        raw = self._settings.raw_dir(year)
        yield from (file_digest(path) for path in (files_below(raw) if raw.is_dir() else ()))
        for inputs in self._versions.values():
            yield from (digest for name, digest in inputs.items() if _is_of(name, year))

    def _laid_out(self, version: Path) -> Settings:
        """The company folder as it was when a version was published."""
        settings = self._settings
        laid = Settings(
            self._scratch / version.parent.name / version.name / "company",
            self._scratch / version.parent.name / version.name / "data",
        )
        if not laid.company_dir.is_dir():
            evidence = Evidence(settings.landed_dir, settings.pseudonym_key, retired=settings.retired)
            lay_out(version, read_manifest(version), evidence, laid)
        return laid

    def _copy_state(self, state: Settings, year: int) -> None:
        """Make and prove the copies of a year in one state of the company folder."""
        company = read_company(state.company_dir)
        mappings = load_mappings(state.company_dir, self._contracts)
        files = find_files(state, company, mappings, year, self._contracts).by_contract
        of_path: dict[Path, tuple[str, list[ReadAs]]] = {}
        for contract, of_contract in files.items():
            for file in of_contract.files if of_contract.in_scope else ():
                if file.path.is_relative_to(state.raw_dir(year)):
                    reading = ReadAs(self._contracts[contract], file.feed, of_contract.year_end)
                    of_path.setdefault(file.path, (file.name, []))[1].append(reading)
        corrections = next(iter(files.values())).corrections
        copies: dict[Path, Copy] = {}
        changed: dict[int, Entry] = {}
        for path, (name, readings) in of_path.items():
            if self._is_due(path, name):
                entries = [entry for entry in corrections.entries if entry.file == name]
                try:
                    copies[path] = copy_of(path.read_bytes(), name, readings, entries, self._key)
                except (CopyError, IntakeError, SheetsError) as error:
                    self.faults.append(f"{name}: {error}")
                    continue
                if copies[path].data == path.read_bytes():
                    del copies[path]
                    self.kept[name] = "nothing in it has to go"
                else:
                    pairs = zip(entries, copies[path].entries, strict=True)
                    changed |= {id(entry): rewritten for entry, rewritten in pairs}
        if not copies:
            return
        rewritten = corrections.model_copy(
            update={
                "correct": [changed.get(id(entry), entry) for entry in corrections.correct],
                "exclude": [changed.get(id(entry), entry) for entry in corrections.exclude],
            }
        )
        for path, copy in copies.items():
            self._take_in(path, of_path[path][0], copy.data, copy.encoding, copy.separator)
        if rewritten != corrections:
            name = f"{CORRECTIONS_FOLDER}/{year}.yml"
            self._take_in(state.company_dir / name, name, corrections_text(rewritten).encode(), "utf-8", ",")
        touched = [
            one for one in files.values() if one.in_scope and any(file.path in copies for file in one.files)
        ]
        self._prove(
            company, state, year, touched, {path: copy.data for path, copy in copies.items()}, rewritten
        )

    def _is_due(self, path: Path, name: str) -> bool:
        digest = file_digest(path)
        if self._register.is_copy(digest):
            return False
        if digest in self._needed:
            self.kept[name] = "a year within its retention has the same file"
        elif not (self._settings.landed_dir / digest).is_file():
            self.kept[name] = "it never landed; it is yours to keep or to take away"
        return name not in self.kept

    def _take_in(self, path: Path, name: str, copy: bytes, encoding: str, separator: str | None) -> None:
        data, landed = path.read_bytes(), self._settings.landed_dir
        found = hashlib.sha256(data).hexdigest()
        original = self._register.original_of(found, name)
        before = self._register.files.get(original)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        first = landed_at(original, landed) if (landed / original).is_file() else now
        file = RetiredFile(
            copied_to=hashlib.sha256(copy).hexdigest(),
            name=name,
            bytes=before.bytes if before else len(data),
            encoding=encoding,
            separator=separator,
            landed_at=before.landed_at if before else first,
            retired_on=now,
        )
        self.faults += self.made.add(original, copy, file, found)

    def _prove(
        self,
        company: Company,
        state: Settings,
        year: int,
        files: Sequence[ContractFiles],
        copies: Mapping[Path, bytes],
        corrections: Corrections,
    ) -> None:
        """Read originals and copies side by side; what differs is a fault."""
        with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
            before, after = (Settings(state.company_dir, Path(folder) / name) for name in ("before", "after"))
            for settings, register in (
                (before, self._register.files),
                (after, {**self._register.files, **self.made.files}),
            ):
                write_whole(settings.retired, as_json(register), OWNER_ONLY)
            at = {path: Path(folder) / "copies" / str(number) for number, path in enumerate(copies)}
            for path, copy in copies.items():
                write_whole(at[path], copy, OWNER_ONLY)
            for of_contract in files:
                moved = tuple(replace(file, path=at.get(file.path, file.path)) for file in of_contract.files)
                copied = replace(of_contract, files=moved, corrections=corrections)
                contract = self._contracts[of_contract.contract]
                try:
                    self.faults += differences(
                        contract, company, (of_contract, before), (copied, after), year, self._key
                    )
                except IntakeError as error:
                    self.faults.append(str(error))


def _is_of(name: str, year: int) -> bool:
    return name.startswith(f"raw/{year}/")


def corrections_text(corrections: Corrections) -> str:
    """Corrections as their file says them."""
    kinds = {"correct": corrections.correct, "exclude": corrections.exclude}
    told = {
        kind: [entry.model_dump(exclude_none=True) for entry in entries]
        for kind, entries in kinds.items()
        if entries
    }
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=100)
