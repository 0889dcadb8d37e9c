"""Which originals are past the company's retention, and putting their copies in place. How they are made: `copy.py`.

A retirement is decided by one file, `retirement.json`: while it is not there, nothing changed. From the moment it is,
whoever next holds the writer lock puts the rest in place, however often that is cut off: the register, the copies in
the company folder, the entry of the ledger, and last of all no originals.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import yaml

from dagster_project.company import Company, Strict, read_company
from dagster_project.digests import Digest, file_digest, files_below
from dagster_project.durable import write_whole
from dagster_project.intake import ContractFiles, IntakeError, find_files, load_mappings, pseudonym_key
from dagster_project.intake.corrections import CORRECTIONS_FOLDER, Corrections, Entry
from dagster_project.intake.keys import OWNER_ONLY
from dagster_project.intake.landing import PRIVATE_FOLDER, land, landed_at, read_landed
from dagster_project.own_files import is_own_file
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from dagster_project.retired import Retired, RetiredFile, as_json, read_retired
from dagster_project.retirement.copy import Copy, CopyError, ReadAs, copy_of
from dagster_project.retirement.proof import differences
from dagster_project.sealing.laid_out import Evidence, lay_out
from dagster_project.sealing.manifest import read_manifest
from dagster_project.settings import Settings
from dagster_project.signoff.ledger import add, ledger_file, next_entry, read_ledger
from dagster_project.versions import sealed_versions


class RetirementError(Exception):
    """Originals that cannot be retired, all faults at once; nothing was changed."""


class Decision(Strict):
    """What `retirement.json` says.

    Attributes:
        by: who asked for it.
        files: the originals that are to go, by their sha256.
        found: by the same, the sha256 of what lies in the company folder or landed: the original, or an earlier copy.
    """

    by: str
    files: dict[Digest, RetiredFile]
    found: dict[Digest, Digest]


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
        files: those added first come last, and so count where another has the same copy under the same name.
        found: sha256 of what lies in the company folder or landed: the original, or an earlier copy of it.
    """

    files: dict[str, RetiredFile] = field(default_factory=dict)
    copies: dict[str, bytes] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)

    def add(self, original: str, copy: bytes, file: RetiredFile, found: str) -> Iterator[str]:
        """Take a copy in; gives why that cannot be."""
        if self.copies.get(original, copy) != copy:
            yield f"{file.name}: two versions read it in different ways, so one copy cannot stand for it in both"
        if original not in self.files:
            self.files = {original: file, **self.files}
            self.copies[original], self.found[original] = copy, found


@dataclass(frozen=True)
class _Proposed:
    """What is to stand for the originals of a year in one state of the company folder.

    Attributes:
        register: of retired originals, as it would be.
        copies: by the path of the file in whose place each would stand.
        corrections: as they would be written.
    """

    register: Mapping[str, RetiredFile]
    copies: Mapping[Path, bytes]
    corrections: Corrections


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
    with _scratch(settings) as scratch:
        work = _Work(settings, scratch, [year for year in years if year not in past])
        for year in past:
            work.look_at(year)
        work.name_unclaimed(on.year - company.retention_years)
    if work.faults:
        raise RetirementError("\n".join(["Nothing was retired:", *dict.fromkeys(work.faults)]))
    if work.made.files and not only_look:
        for copy in work.made.copies.values():
            land(copy, settings.landed_dir)
        decision = Decision(by=by, files=work.made.files, found=work.made.found)
        write_whole(settings.retirement, decision.model_dump_json().encode(), OWNER_ONLY)
        finish(settings)
    names = sorted({file.name for file in work.made.files.values()})
    return Retirement(
        tuple(past), tuple(names), tuple(f"{name}: {why}" for name, why in sorted(work.kept.items()))
    )


@contextmanager
def _scratch(settings: Settings) -> Iterator[Path]:
    clear(settings)
    settings.retiring.mkdir(mode=PRIVATE_FOLDER)
    try:
        yield settings.retiring
    finally:
        shutil.rmtree(settings.retiring)


def clear(settings: Settings) -> None:
    """Take away originals that a process that was killed left half landed or laid out. The writer lock must be held."""
    if settings.retiring.is_dir():
        shutil.rmtree(settings.retiring)
    for part in settings.landed_dir.glob(".*.part"):
        part.unlink()


def finish(settings: Settings) -> bool:
    """Put in place what a retirement decided; gives whether there was one. The writer lock must be held.

    Raises:
        ValueError: the decision is damaged, or none of ours; nothing was changed.
    """
    decision = read_decision(settings.retirement)
    if decision is None:
        return False
    files = decision.files
    write_whole(settings.retired, as_json({**read_retired(settings).files, **files}), OWNER_ONLY)
    replace_files(settings, {decision.found[original]: file.copied_to for original, file in files.items()})
    _enter(settings, decision.by, {original: file.copied_to for original, file in files.items()})
    for found in decision.found.values():
        (settings.landed_dir / found).unlink(missing_ok=True)
    settings.retirement.unlink()
    return True


def read_decision(path: Path) -> Decision | None:
    """What a retirement decided that is not finished; None if there is none.

    Raises:
        ValueError: it is damaged, or none of ours.
    """
    return Decision.model_validate_json(path.read_bytes()) if path.is_file() else None


def replace_files(settings: Settings, copies: Mapping[str, str]) -> None:
    """Put landed copies in the place of exports and corrections with these sha256, wherever they are among them."""
    for name in ("raw", CORRECTIONS_FOLDER):
        for file in files_below(settings.company_dir / name):
            path = file.resolve()
            if is_own_file(file, settings.company_dir) and (found := file_digest(path)) in copies:
                data = read_landed(copies[found], settings.landed_dir)
                write_whole(path, data, path.stat().st_mode & 0o777)


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
        self._looked_at: list[set[str]] = []
        self.made, self.kept, self.faults = _Made(), dict[str, str](), list[str]()

    def look_at(self, year: int) -> None:
        """Make the copies of a year: of its files as they are, and as they were when versions were sealed."""
        if self._settings.raw_dir(year).is_dir():
            self._looked_at.append(set(self._at_hand(year)))
            self._look_at_state(self._settings, year)
        for version, inputs in self._versions.items():
            of_year = {digest for name, digest in inputs.items() if _is_of(name, year)}
            is_settled = of_year <= self._register.files.keys() | self._needed
            if not is_settled and not any(of_year <= state for state in self._looked_at):
                self._looked_at.append(of_year)
                self._look_at_state(self._laid_out(version), year)

    def _look_at_state(self, state: Settings, year: int) -> None:
        try:
            self._copy_state(state, year)
        except IntakeError as error:
            self.faults.append(str(error))

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

    def _at_hand(self, year: int) -> Iterator[str]:
        """The originals of a year's exports and corrections as they lie in the company folder."""
        company = self._settings.company_dir
        corrections = company / _corrections_of(year)
        for path in (*files_below(self._settings.raw_dir(year)), corrections):
            if is_own_file(path, company):
                name = path.relative_to(company).as_posix()
                yield self._register.original_of(file_digest(path), name)

    def _originals_of(self, year: int) -> Iterator[str]:
        yield from self._at_hand(year)
        for inputs in self._versions.values():
            yield from (digest for name, digest in inputs.items() if _is_of(name, year))

    def _laid_out(self, version: Path) -> Settings:
        """The company folder as it was when a version was published."""
        settings = self._settings
        laid = Settings(
            self._scratch / version.parent.name / version.name / "company",
            self._scratch / version.parent.name / version.name / "data",
            laid_out=True,
        )
        if not laid.company_dir.is_dir():
            evidence = Evidence(settings.landed_dir, settings.pseudonym_key, retired=settings.retired)
            lay_out(version, read_manifest(version), evidence, laid)
        return laid

    def _copy_state(self, state: Settings, year: int) -> None:
        """Make and prove the copies of a year in one state of the company folder.

        Raises:
            IntakeError: mappings or corrections cannot be read.
        """
        company = read_company(state.company_dir)
        mappings = load_mappings(state.company_dir, self._contracts)
        files = find_files(state, company, mappings, year, self._contracts).by_contract
        of_path = self._readings(files.values(), state.raw_dir(year))
        corrections = next(iter(files.values())).corrections
        copies, rewritten = self._copies(of_path, corrections)
        if not copies:
            return
        register = read_retired(state)
        taken = [
            self._take_in(register, path, of_path[path][0], copy.data, copy.encoding, copy.separator)
            for path, copy in copies.items()
        ]
        if rewritten != corrections:
            name, text = _corrections_of(year), corrections_text(rewritten).encode()
            taken.append(self._take_in(register, state.company_dir / name, name, text, "utf-8", ","))
        readers = {reading.contract.id for path in copies for reading in of_path[path][1]}
        touched = [replace(one, in_scope=True) for one in files.values() if one.contract in readers]
        known = {original: file for original, file in register.files.items() if original not in dict(taken)}
        proposed = _Proposed(
            known | dict(taken), {path: copy.data for path, copy in copies.items()}, rewritten
        )
        self._prove(company, state, register.files, proposed, year, touched)

    def _copies(
        self, of_path: Mapping[Path, tuple[str, list[ReadAs]]], corrections: Corrections
    ) -> tuple[dict[Path, Copy], Corrections]:
        """A copy of each file that is due, and the corrections as they have to be written for these."""
        copies: dict[Path, Copy] = {}
        changed: dict[int, Entry] = {}
        for path, (name, readings) in of_path.items():
            if not self._is_due(path, name):
                continue
            data, entries = path.read_bytes(), [one for one in corrections.entries if one.file == name]
            try:
                copy = copy_of(data, name, readings, entries, self._key)
            except (CopyError, IntakeError) as error:
                self.faults.append(str(error))
                continue
            if copy.data == data:
                self.kept[name] = "nothing in it has to go"
                continue
            copies[path] = copy
            changed |= {id(old): new for old, new in zip(entries, copy.entries, strict=True)}
        rewritten = corrections.model_copy(
            update={
                "correct": [changed.get(id(entry), entry) for entry in corrections.correct],
                "exclude": [changed.get(id(entry), entry) for entry in corrections.exclude],
            }
        )
        return copies, rewritten

    def _readings(self, files: Iterable[ContractFiles], raw: Path) -> dict[Path, tuple[str, list[ReadAs]]]:
        """What each export of a year is read by: contracts in scope, or if none of them does, the others it is of."""
        in_scope: dict[Path, tuple[str, list[ReadAs]]] = {}
        others: dict[Path, tuple[str, list[ReadAs]]] = {}
        for of_contract in files:
            found = in_scope if of_contract.in_scope else others
            for file in of_contract.files:
                if file.path.is_relative_to(raw):
                    reading = ReadAs(self._contracts[of_contract.contract], file.feed, of_contract.year_end)
                    found.setdefault(file.path, (file.name, []))[1].append(reading)
        return others | in_scope

    def _is_due(self, path: Path, name: str) -> bool:
        digest = file_digest(path)
        if self._register.is_copy(digest):
            return False
        if digest in self._needed:
            self.kept[name] = "a year within its retention has the same file"
            return False
        if not (self._settings.landed_dir / digest).is_file():
            self.kept[name] = "it never landed; it is yours to keep or to take away"
            return False
        return True

    def _take_in(
        self, register: Retired, path: Path, name: str, copy: bytes, encoding: str, separator: str | None
    ) -> tuple[str, RetiredFile]:
        """Take a copy in; gives the sha256 of its original, and what will be known of that."""
        data, landed = path.read_bytes(), self._settings.landed_dir
        found = hashlib.sha256(data).hexdigest()
        original = register.original_of(found, name)
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
        return original, file

    def _prove(
        self,
        company: Company,
        state: Settings,
        known: Mapping[str, RetiredFile],
        proposed: _Proposed,
        year: int,
        files: Sequence[ContractFiles],
    ) -> None:
        """Read originals and copies side by side; what differs is a fault.

        Args:
            known: the register as the originals are read with.
        """
        with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
            before, after = (Settings(state.company_dir, Path(folder) / name) for name in ("before", "after"))
            for settings, register in ((before, known), (after, proposed.register)):
                write_whole(settings.retired, as_json(register), OWNER_ONLY)
            at = {path: Path(folder) / "copies" / str(number) for number, path in enumerate(proposed.copies)}
            for path, copy in proposed.copies.items():
                write_whole(at[path], copy, OWNER_ONLY)
            for of_contract in files:
                moved = tuple(replace(file, path=at.get(file.path, file.path)) for file in of_contract.files)
                instead = replace(of_contract, files=moved, corrections=proposed.corrections)
                contract = self._contracts[of_contract.contract]
                try:
                    self.faults += differences(
                        contract, company, (of_contract, before), (instead, after), year, self._key
                    )
                except IntakeError as error:
                    self.faults.append(str(error))


def _is_of(name: str, year: int) -> bool:
    return name.startswith(f"raw/{year}/") or name == _corrections_of(year)


def _corrections_of(year: int) -> str:
    return f"{CORRECTIONS_FOLDER}/{year}.yml"


def corrections_text(corrections: Corrections) -> str:
    """Corrections as their file says them."""
    kinds = {"correct": corrections.correct, "exclude": corrections.exclude}
    told = {
        kind: [entry.model_dump(exclude_none=True) for entry in entries]
        for kind, entries in kinds.items()
        if entries
    }
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=100)
