"""The border where an export enters: landed, read by its contract, judged by its suite, pseudonymised, written to raw.

The rules are in `expectations/intake`, the reading in `intake/`; this module joins them for one export of a year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from dagster_project.company import Company, read_company
from dagster_project.gates.explanations import answered, load_explanations
from dagster_project.gates.fingerprints import fingerprint_table
from dagster_project.gates.report import as_markdown
from dagster_project.gates.results import Outcome, SuiteResult, record
from dagster_project.gates.runner import run_intake_suite, year_parameters
from dagster_project.gates.suites import suite_named
from dagster_project.intake import (
    Finding,
    Intake,
    QuarantinedRow,
    YearFiles,
    find_files,
    intake_contract,
    load_mappings,
    pseudonym,
    pseudonym_key,
    pseudonymise,
    quarantine_rows,
    write_raw,
)
from dagster_project.intake.errors import Fault
from dagster_project.intake.files import ContractFiles
from dagster_project.intake.quarantine_book import BOOK_NAME, refresh_book
from dagster_project.markdown_text import escaped
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import Contract, load_contracts
from dagster_project.settings import Settings
from dagster_project.versions import PROVEN_BY, sealed_before
from dagster_project.warehouse.connection import warehouse

SHOWN_ROWS = 20


@dataclass(frozen=True)
class TakenIn:
    """What became of an export: what its gate found, as a report in Markdown too, and its files.

    `result` is None for an export that is not in the company's scope; it passes.
    """

    result: SuiteResult | None
    report: str
    files: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        return self.result.outcome if self.result else "passed"


def take_in(settings: Settings, company: Company, contract: Contract, year: int, inputs: str) -> TakenIn:
    """Take one export of a year in and record what its gate found; rows that break a rule go to quarantine.

    Names and identity numbers are in memory until the gate has seen the rows, and are never written.

    Raises:
        IntakeError: files that cannot be read as what the contract says; every fault of every file.
    """
    files = with_trusted_versions(settings, year, _year_files(settings, year, inputs).of(contract.id))
    intake = intake_contract(contract, files, settings, year)
    if not files.in_scope:
        _write(settings, intake)
        return TakenIn(None, f"{contract.id} is not in the company's scope; its table is empty.", ())
    suite = suite_named("intake", contract.id)
    parameters = year_parameters(company, year)
    key = pseudonym_key(settings)
    result = run_intake_suite(
        suite,
        contract,
        intake.frame,
        parameters,
        intake.rightly_empty,
        lambda value, kind: pseudonym(value, kind, key),
    )
    broken = [
        Finding(one.row_id, one.reason, one.expected, one.remedy, one.column) for one in result.broken_rows
    ]
    intake = quarantine_rows(intake, broken)
    result = answered(
        _with_quarantine(result, intake.quarantined_rows), load_explanations(settings.company_dir, year)
    )
    _write(settings, intake, result, inputs)
    names = tuple(file.file_name for file in intake.files)
    return TakenIn(result, _report(result, intake.quarantined_rows), names)


def with_trusted_versions(settings: Settings, year: int, files: ContractFiles) -> ContractFiles:
    """The files with a fault for each sealed version among them that is not what was published."""
    versions = sealed_before(settings, year) if files.contract == "company__published_figures" else {}
    if not versions:
        return files
    from dagster_project.sealing.trusted import faults_of_version

    faults = [
        Fault(
            folder.relative_to(settings.company_dir).as_posix(),
            f"a sealed version that is not what was published: {fault}",
            f"the version as it was published; {year} takes its comparatives from it",
            "Bring the folder back from a backup, and the ledger if that was changed. What is wrong: esg verify FOLDER",
            contract=files.contract,
        )
        for folder in versions.values()
        for fault in faults_of_version(settings, folder, PROVEN_BY)
    ]
    return replace(files, faults=(*faults, *files.faults))


@lru_cache(maxsize=1)
def _year_files(settings: Settings, year: int, inputs: str) -> YearFiles:
    """The files of a year, looked for once in a run; `inputs` makes another state of the folder another look."""
    contracts = load_contracts(SEEDS_DIR / "contracts")
    company = read_company(settings.company_dir)
    return find_files(settings, company, load_mappings(settings.company_dir, contracts), year, contracts)


def _with_quarantine(result: SuiteResult, rows: tuple[QuarantinedRow, ...]) -> SuiteResult:
    if not rows:
        return result
    reason = (
        f"Rows in quarantine: {len(rows)}. Correct or exclude each in corrections/, with who decided and why, "
        "or have the export sent again."
    )
    return replace(result, reasons=(*result.reasons, reason))


def _write(settings: Settings, intake: Intake, result: SuiteResult | None = None, inputs: str = "") -> None:
    key = pseudonym_key(settings)
    stored = intake.with_frame(pseudonymise(intake.frame, intake.contract, key))
    with warehouse(settings.warehouse(intake.year)) as connection:
        write_raw(connection, intake.contract, stored)
        book = settings.year_dir(intake.year) / BOOK_NAME
        if intake.quarantined_rows or book.is_file():
            refresh_book(book, connection, load_contracts(SEEDS_DIR / "contracts"), intake.year)
        if result is not None:
            record(connection, result, inputs, fingerprint_table(connection, f"raw.{intake.contract.id}"))


def _report(result: SuiteResult, rows: tuple[QuarantinedRow, ...]) -> str:
    parts = [as_markdown(result), *(_row(row) for row in rows[:SHOWN_ROWS])]
    if len(rows) > SHOWN_ROWS:
        parts.append(f"and {len(rows) - SHOWN_ROWS} more rows; all of them are in raw.quarantined_rows")
    return "\n\n".join(parts)


def _row(row: QuarantinedRow) -> str:
    place = f"{row.file_name}, {'sheet ' + row.source_sheet + ', ' if row.source_sheet else ''}row {row.source_row}"
    said = {"found": row.found, "expected": row.expected, "reason": row.reason, "to do": row.remedy}
    lines = [f"  - {name}: {escaped(text)}" for name, text in said.items()]
    return "\n".join([f"- {escaped(place)}, column {row.column_name}", *lines])
