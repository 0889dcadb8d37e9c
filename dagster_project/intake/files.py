"""Which files of a company feed which contract in a year, and which are missing. None is opened here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import get_args

from dagster_project.company import COMPANY_FILE, Company, read_company
from dagster_project.inputs import handed_in
from dagster_project.intake.corrections import CORRECTIONS_FOLDER, Corrections, load_corrections
from dagster_project.intake.errors import Fault
from dagster_project.intake.mapping import MAPPINGS_FOLDER, Feed, Folder, Mapping, NamedMapping, load_mappings
from dagster_project.own_files import shown, why_refused
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import Contract, load_contracts
from dagster_project.settings import Settings
from dagster_project.versions import PUBLISHED_FILE, sealed_before

LOCK_FILES = ("~$", ".~lock")
SYSTEM_FILES = {"thumbs.db", "desktop.ini"}
OF_SEALED_VERSIONS = NamedMapping(
    "(sealed versions)", Mapping(file=PUBLISHED_FILE, feeds=[Feed(contract="company__published_figures")])
)


@dataclass(frozen=True)
class ExportFile:
    """One file that feeds a contract: where it is, its path in the company folder, and how it is mapped.

    `shared` says that it feeds other contracts as well; `sealed_of` is the year whose sealed version it is of.
    """

    path: Path
    name: str
    feed: Feed
    shared: bool = False
    sealed_of: int | None = None


@dataclass(frozen=True)
class ContractFiles:
    """What a contract is read from in a year.

    Attributes:
        in_scope: whether the company reports by it; if not, its table stays empty.
        files: in order of name.
        faults: why it cannot be read as it stands (files missing or not claimed); raised by intake.
        rightly_empty: the company's reason why there are no rows, if it gave one.
        year_end: last day of the reporting year.
        corrections: of the year, all files.
    """

    contract: str
    year: int
    in_scope: bool
    files: tuple[ExportFile, ...]
    faults: tuple[Fault, ...]
    rightly_empty: str | None
    year_end: date
    corrections: Corrections


@dataclass(frozen=True)
class YearFiles:
    """Every contract's files of a year."""

    by_contract: dict[str, ContractFiles]

    @property
    def faults(self) -> list[Fault]:
        """Every fault of the year's files, once."""
        return list(dict.fromkeys(fault for files in self.by_contract.values() for fault in files.faults))

    def of(self, contract: str) -> ContractFiles:
        """The files of a contract."""
        return self.by_contract[contract]


def find_files(
    settings: Settings,
    company: Company,
    mappings: Sequence[NamedMapping],
    year: int,
    contracts: MappingOf[str, Contract] | None = None,
) -> YearFiles:
    """The files of a year by contract. A fault stays with the contracts that it stops, until these are read.

    A file that no mapping claims, or that two claim, may belong to any export and stops them all.

    Raises:
        IntakeError: the year's corrections cannot be read.
    """
    contracts = contracts or load_contracts(SEEDS_DIR / "contracts")
    corrections = load_corrections(settings.company_dir, year)
    valid = [mapping for mapping in mappings if not mapping.rules.years or year in mapping.rules.years]
    claims = [*_claims(settings, valid, year), *_sealed_claims(settings, year)]
    everywhere = (
        *_unknown_exports(company, contracts, year),
        *refused(settings, year),
        *_claim_faults(claims),
        *_aimless_corrections(corrections, claims, year),
    )
    by_contract = {
        name: ContractFiles(
            contract=name,
            year=year,
            in_scope=name in company.exports or contract.is_register,
            files=tuple(_files_of(name, claims)),
            faults=everywhere,
            rightly_empty=company.rightly_empty.get(year, {}).get(name),
            year_end=company.reporting_year.dates(year)[1],
            corrections=corrections,
        )
        for name, contract in contracts.items()
    }
    missing = {
        name: _missing(contracts[name], files, valid, claims)
        for name, files in by_contract.items()
        if name in company.exports or not contracts[name].optional
    }
    return YearFiles(
        {
            name: replace(files, faults=(*missing.get(name, ()), *files.faults)) if files.in_scope else files
            for name, files in by_contract.items()
        }
    )


def missing_exports(settings: Settings, year: int) -> list[str]:
    """Exports and registers in scope of which a file of the year has not arrived yet; ids in order.

    Raises:
        IntakeError: mappings or corrections cannot be read.
        CompanyError: `company.yml` cannot be read.
    """
    return [
        name
        for name, files in _files_as_they_are(settings, year).by_contract.items()
        if any(fault.contract == name for fault in files.faults)
    ]


def faults_of_the_folder(settings: Settings, year: int) -> list[Fault]:
    """What would stop every export of a year whatever is in the files, such as a file that no mapping claims.

    Raises:
        As `missing_exports`.
    """
    return [fault for fault in _files_as_they_are(settings, year).faults if fault.contract is None]


def _files_as_they_are(settings: Settings, year: int) -> YearFiles:
    contracts = load_contracts(SEEDS_DIR / "contracts")
    company = read_company(settings.company_dir)
    return find_files(settings, company, load_mappings(settings.company_dir, contracts), year, contracts)


@dataclass(frozen=True)
class _Claimed:
    """A file that is there, and the mappings that claim it."""

    path: Path
    name: str
    mappings: list[NamedMapping]
    sealed_of: int | None = None


def folder_of(settings: Settings, folder: Folder, year: int) -> Path:
    """Where the patterns of a mapping begin."""
    return settings.raw_dir(year) if folder == "raw" else settings.company_dir / folder


def _claims(settings: Settings, mappings: Sequence[NamedMapping], year: int) -> Iterator[_Claimed]:
    for folder in get_args(Folder):
        root = folder_of(settings, folder, year)
        for path in _paths(root):
            if not path.is_file() or why_refused(path, settings.company_dir):
                continue
            below = path.relative_to(root).as_posix()
            claiming = [
                mapping
                for mapping in mappings
                if mapping.rules.from_ == folder and mapping.rules.matches(below)
            ]
            name = path.relative_to(settings.company_dir).as_posix()
            yield _Claimed(path, unicodedata.normalize("NFC", name), claiming)


def _paths(root: Path) -> list[Path]:
    """What lies below a folder, in order; links to folders are named but not followed."""
    return sorted(path for path in root.rglob("*") if not _is_litter(path.relative_to(root)))


def refused(settings: Settings, year: int) -> Iterator[Fault]:
    """Links that lead elsewhere, and what is no file, in all that a year is read from. Nothing behind them is kept."""
    for place in handed_in(settings, year):
        for path in _paths(place) if place.is_dir() else [place]:
            found = why_refused(path, settings.company_dir)
            if found:
                yield Fault(
                    shown(path.relative_to(settings.company_dir).as_posix()),
                    found,
                    "the file itself, inside the company folder, with a name in UTF-8",
                    "Put the file in the link's place, rename it, or take it away",
                )


def _sealed_claims(settings: Settings, year: int) -> Iterator[_Claimed]:
    """What the sealed versions of earlier years printed: the year's comparatives, with no mapping of the company."""
    for of_year, folder in sealed_before(settings, year).items():
        path = folder / PUBLISHED_FILE
        if path.is_file():
            name = path.relative_to(settings.company_dir).as_posix()
            yield _Claimed(path, name, [OF_SEALED_VERSIONS], of_year)


def _is_litter(path: Path) -> bool:
    """What Office and file managers leave behind."""
    hidden = any(part.startswith(".") for part in path.parts)
    return hidden or path.name.startswith(LOCK_FILES) or path.name.casefold() in SYSTEM_FILES


def _files_of(contract: str, claims: Sequence[_Claimed]) -> Iterator[ExportFile]:
    for claim in claims:
        for mapping in claim.mappings[:1]:
            for feed in mapping.rules.feeds:
                if feed.contract == contract:
                    shared = len(mapping.rules.feeds) > 1
                    yield ExportFile(claim.path, claim.name, feed, shared, claim.sealed_of)


def _unknown_exports(company: Company, contracts: MappingOf[str, Contract], year: int) -> Iterator[Fault]:
    for key, names in [("exports", company.exports), ("rightly_empty", company.rightly_empty.get(year, {}))]:
        for name in names:
            if name not in contracts:
                yield Fault(
                    COMPANY_FILE,
                    name,
                    f"an export with a contract: {', '.join(contracts)}",
                    f"Correct `{key}` in company.yml",
                )


def _claim_faults(claims: Sequence[_Claimed]) -> Iterator[Fault]:
    for claim in claims:
        if not claim.mappings:
            yield Fault(
                claim.name,
                "a file that no mapping claims",
                "every file of the year claimed by one mapping",
                "Add a mapping for it under mappings/, rename it to match one, or take it away",
            )
        if len(claim.mappings) > 1:
            yield Fault(
                claim.name,
                f"a file that {' and '.join(mapping.name for mapping in claim.mappings)} claim",
                "every file of the year claimed by one mapping",
                "Make the patterns narrower; one mapping may feed several contracts",
            )


def _aimless_corrections(corrections: Corrections, claims: Sequence[_Claimed], year: int) -> Iterator[Fault]:
    known = {claim.name for claim in claims}
    for name in dict.fromkeys(entry.file for entry in corrections.entries if entry.file not in known):
        yield Fault(
            f"{CORRECTIONS_FOLDER}/{year}.yml",
            f"corrections of {name}, which is not there",
            f"the path of a file from the company folder on, such as raw/{year}/roster.csv",
            "Correct the path, or delete the entries",
        )


def _missing(
    contract: Contract, files: ContractFiles, mappings: Sequence[NamedMapping], claims: Sequence[_Claimed]
) -> Iterator[Fault]:
    """Patterns of a contract that match no file; none if there may rightly be none."""
    if files.rightly_empty or any(file.sealed_of for file in files.files):
        return
    feeding = [
        mapping for mapping in mappings if any(feed.contract == contract.id for feed in mapping.rules.feeds)
    ]
    if not feeding:
        yield Fault(
            MAPPINGS_FOLDER,
            f"no mapping that feeds {contract.id}",
            f"a mapping for {contract.title.zh_hant} ({contract.title.en}), which is in scope",
            "Add one, or take the export from `exports` in company.yml",
            contract=contract.id,
        )
    for mapping in feeding:
        if not any(mapping in claim.mappings for claim in claims):
            yield Fault(
                _place(mapping, files.year),
                f"no file, though {mapping.name} feeds {contract.id} from it",
                f"{contract.title.zh_hant} ({contract.title.en}) of {contract.system}",
                "Ask " + contract.owner + " for the export; if there is rightly nothing to hand in, "
                "say so with a reason under `rightly_empty` in company.yml",
                contract=contract.id,
            )


def _place(mapping: NamedMapping, year: int) -> str:
    folder = f"raw/{year}" if mapping.rules.from_ == "raw" else mapping.rules.from_
    return f"{folder}/{mapping.rules.file}"
