"""One contract's files read together: the same file twice, no rows at all, keys over all files. No table is written.

How one file is read is in `file_book.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from dagster_project.intake.books import (
    Finding,
    Intake,
    LostRowsError,
    empty_intake,
    quarantine_rows,
)
from dagster_project.intake.corrections import Entry
from dagster_project.intake.errors import Fault, IntakeError
from dagster_project.intake.file_book import FileBook
from dagster_project.intake.files import ContractFiles
from dagster_project.intake.sealed_figures import latest_statements
from dagster_project.intake.tables import FOOTNOTE, REPEATED_HEADING
from dagster_project.registry.contracts import METADATA_COLUMNS, Contract
from dagster_project.settings import Settings


def intake_contract(contract: Contract, files: ContractFiles, settings: Settings, year: int) -> Intake:
    """Land and read the files of a contract; people's identifiers are still in clear in the frame.

    A contract out of scope, or one that is rightly empty and not handed in, gives no rows.

    Raises:
        IntakeError: files that cannot be read as what the contract says; every fault of every file.
        LostRowsError: rows that landed are nowhere.
    """
    if not files.in_scope:
        return empty_intake(contract, year)
    faults = list(files.faults)
    books: list[FileBook] = []
    for file in files.files:
        book = FileBook(contract, file, files.corrections)
        try:
            book.read(settings, files.year_end)
        except IntakeError as error:
            faults += error.faults
        else:
            books.append(book)
    faults += [*_same_content(books), *_row_count_faults(contract, files, books), *_aimless(books, year)]
    if faults:
        raise IntakeError(faults)
    sealed = {file.name: file.sealed_of for file in files.files if file.sealed_of is not None}
    intake = latest_statements(_together(contract, year, books), sealed)
    intake = quarantine_rows(intake, repeated_keys(contract, intake))
    intake = replace(intake, rightly_empty=files.rightly_empty or _no_register(contract, intake))
    lost = intake.unbalanced()
    if lost:
        raise LostRowsError("\n".join(lost))
    return intake


def _no_register(contract: Contract, intake: Intake) -> str | None:
    landed = sum(file.landed_rows for file in intake.files)
    if landed or not contract.optional:
        return None
    return "The register is optional, and the company has no entries in it"


def repeated_keys(contract: Contract, intake: Intake) -> list[Finding]:
    """Rows whose key an earlier row has, in this file or another; the earlier one stays."""
    if not contract.key or intake.frame.empty:
        return []
    names = {file.source_file: file.file_name for file in intake.files}
    first: dict[tuple[object, ...], int] = {}
    findings: list[Finding] = []
    frame = intake.frame
    keys = zip(*(frame[name] for name in contract.key), strict=True)
    for at, key in enumerate(keys):
        earlier = first.setdefault(key, at)
        if earlier != at:
            row = frame.iloc[earlier]
            sheet = f", sheet {row['source_sheet']}" if row["source_sheet"] else ""
            findings.append(
                Finding(
                    row_id=str(frame["row_id"].iat[at]),
                    column=", ".join(contract.key),
                    reason=f"the same {', '.join(contract.key)} as row {row['source_row']} of "
                    f"{names[row['source_file']]}{sheet}",
                    expected=contract.grain,
                    remedy="Exclude one of the two rows in corrections/<year>.yml, or correct the wrong key",
                )
            )
    return findings


def _together(contract: Contract, year: int, books: Sequence[FileBook]) -> Intake:
    names = [*contract.columns, *METADATA_COLUMNS]
    columns = {name: [cell for book in books for cell in book.columns[name]] for name in names}
    columns["reporting_year"] = [year] * len(columns["row_id"])
    frame = pd.DataFrame(columns, columns=names, dtype=object)
    return Intake(
        contract,
        year,
        frame,
        tuple(book.landed for book in books if book.landed),
        tuple(row for book in books for row in book.excluded),
        tuple(row for book in books for row in book.quarantined),
        tuple(cell for book in books for cell in book.corrected),
        tuple(total for book in books for total in book.totals),
    )


def _same_content(books: Sequence[FileBook]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for book in books:
        earlier = first.setdefault(book.digest, book.file.name)
        if earlier != book.file.name:
            yield Fault(
                book.file.name,
                f"the same bytes as {earlier}",
                "each file once",
                "Take one of them away",
                contract=book.contract.id,
            )


def _row_count_faults(contract: Contract, files: ContractFiles, books: Sequence[FileBook]) -> Iterator[Fault]:
    for book in books:
        rows = len(book.columns["row_id"]) + len(book.quarantined) + len(book.excluded)
        rows -= sum(row.rule in (FOOTNOTE, REPEATED_HEADING) for row in book.excluded)
        if not rows and not files.rightly_empty and not contract.optional:
            yield Fault(
                book.file.name,
                "a heading and no rows",
                "at least one row",
                "Export the file again; if there is rightly nothing, say so with a reason under "
                "`rightly_empty` in company.yml",
                contract=contract.id,
            )
        if rows and files.rightly_empty:
            yield Fault(
                book.file.name,
                f"{rows} rows",
                "none: company.yml says that the export is rightly empty",
                "Take the export from `rightly_empty` in company.yml, or take the file away",
                contract=contract.id,
            )


def _aimless(books: Sequence[FileBook], year: int) -> Iterator[Fault]:
    """Corrections of a file's rows that none of its rows met, or that several did."""
    for book in books:
        for entry in book.corrections.unmet():
            if book.file.shared and entry.sheet and entry.sheet not in book.sheets:
                continue
            yield _misplaced(book, entry, year, "a row that is not there", "a filled row under the heading")
        for entry, rows in book.corrections.ambiguous():
            numbers = ", ".join(str(met.row) for met in rows)
            met = f"rows {numbers}" if rows[0].sheet is None else " and ".join(map(str, rows))
            yield _misplaced(book, entry, year, met, "one row: name its `sheet`, or its `row`")


def _misplaced(book: FileBook, entry: Entry, year: int, found: str, expected: str) -> Fault:
    by_key = f" by {', '.join(entry.key)}" if entry.key else ""
    return Fault(
        book.file.name,
        f"a correction in corrections/{year}.yml{by_key} of {found}",
        expected,
        "Correct its row, key or sheet, or delete it",
        entry.sheet,
        entry.row,
        contract=book.contract.id,
    )
