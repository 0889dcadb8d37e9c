"""A file's bytes as tables: sheets, headings, rows of text, and every fault of the file. No cell is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from dagster_project.intake.control_totals import is_statement
from dagster_project.intake.dialect import DialectError, read_text_table
from dagster_project.intake.errors import Fault, IntakeError
from dagster_project.intake.headings import Heading, Wanted, find_heading
from dagster_project.intake.mapping import Feed
from dagster_project.intake.spelling import fold, narrow, trimmed
from dagster_project.intake.workbook import (
    OLD_WORKBOOK_MARK,
    WORKBOOK_MARK,
    SheetCells,
    Workbook,
    WorkbookError,
    read_workbook,
)
from dagster_project.registry.contracts import Contract

Row = tuple[int, list[str]]
"""A filled row: its number as a person sees it, from 1, and its cells as they stand."""

FOOTNOTE = "footnote"
REPEATED_HEADING = "repeated_heading"
NOTHING = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
"""Marks of encodings and blanks: a file of these alone is empty."""

_NOTE = re.compile(r"(?:注|附注|备注|说明|注释)(?:[:.、)(*]|\d|$)|(?:notes?|remarks?)(?:[:*]|$)")
_MADE_BY = re.compile(r"(?:制表|填表|复核|审核|打印|列印|导出|汇出|统计)(?:人|日期|时间|单位|部门|:)")
_FOOTNOTES_BEGIN = frozenset(
    "注註附备備说說本全合总總小共累記记行條条筆笔人制製填复複審审覆核打列导導汇匯出統统nNrRtTgGsS"
)
_SENTENCE = re.compile(r"[:：。；;！]|\s\S+\s")


@dataclass(frozen=True)
class Table:
    """One table of a file; a text file has one, a workbook one for each sheet.

    Attributes:
        sheet: name of the sheet, None for a text file.
        sheet_index: position of the sheet from 1, 0 for a text file.
        rows: filled rows under the heading.
    """

    sheet: str | None
    sheet_index: int
    heading: Heading
    rows: list[Row]


@dataclass(frozen=True)
class FileTables:
    """A file's dialect and tables. Encoding is `xlsx` for a workbook, separator then None."""

    encoding: str
    separator: str | None
    tables: list[Table]


def read_tables(data: bytes, file: str, contract: Contract, feed: Feed) -> FileTables:
    """Every table of a file that feeds a contract.

    Raises:
        IntakeError: the file is empty, cut, undecodable or no table, lacks a sheet or a needed heading, or
            repeats one; all faults at once.
    """
    if not data.strip(NOTHING):
        raise IntakeError(
            [_fault(contract, file, "an empty file", "a heading and rows", "Export the file again")]
        )
    wanted = Wanted.of(contract, feed)
    if data.startswith((WORKBOOK_MARK, OLD_WORKBOOK_MARK)):
        return _from_workbook(data, file, contract, feed, wanted)
    return _from_text(data, file, contract, wanted)


def _fault(
    contract: Contract,
    file: str,
    found: str,
    expected: str,
    remedy: str,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
) -> Fault:
    return Fault(file, found, expected, remedy, sheet, row, column, contract.id)


def _from_text(data: bytes, file: str, contract: Contract, wanted: Wanted) -> FileTables:
    try:
        text = read_text_table(data, wanted.spellings)
    except DialectError as error:
        raise IntakeError(
            [_fault(contract, file, error.found, error.expected, error.remedy, row=error.row)]
        ) from error
    sheet = SheetCells(0, "", text.records)
    return FileTables(text.encoding, text.separator, [_table(sheet, None, file, contract, wanted)])


def _from_workbook(data: bytes, file: str, contract: Contract, feed: Feed, wanted: Wanted) -> FileTables:
    try:
        workbook = read_workbook(data, lambda name: _is_chosen(name, feed))
    except WorkbookError as error:
        remedy = "Open it and save it as .xlsx without a password, or fetch it again from the source"
        raise IntakeError([_fault(contract, file, str(error), "a whole .xlsx workbook", remedy)]) from error
    faults = list(_sheet_faults(workbook, file, contract, feed))
    tables: list[Table] = []
    for sheet in workbook.sheets:
        try:
            tables.append(_table(sheet, sheet.name, file, contract, wanted))
        except IntakeError as error:
            faults += error.faults
    if faults:
        raise IntakeError(faults)
    return FileTables("xlsx", None, tables)


def _is_chosen(sheet: str, feed: Feed) -> bool:
    return feed.sheets is None or any(fnmatchcase(fold(sheet), fold(pattern)) for pattern in feed.sheets)


def _sheet_faults(workbook: Workbook, file: str, contract: Contract, feed: Feed) -> Iterator[Fault]:
    absent = [
        pattern
        for pattern in feed.sheets or []
        if not any(fnmatchcase(fold(name), fold(pattern)) for name in workbook.names)
    ]
    for pattern in absent:
        remedy = "Correct `sheets` in the mapping, or fetch the right file"
        names = ", ".join(workbook.names)
        yield _fault(contract, file, f"the sheets {names}", f"a sheet {pattern}", remedy)
    if not workbook.sheets and not absent:
        yield _fault(contract, file, "a workbook without a filled cell", "a table", "Export the file again")


def _table(sheet: SheetCells, name: str | None, file: str, contract: Contract, wanted: Wanted) -> Table:
    heading = find_heading(sheet.rows, wanted)
    if heading is None:
        needed = ", ".join(
            [_called(contract, column) for column in wanted.columns if column in wanted.needed]
        )
        remedy = (
            f"The mapping says that the file is {contract.id}: fetch the right file, name another contract in the "
            "mapping, or name the heading under `columns`"
        )
        if name:
            remedy += "; if the sheet is no part of this export, list those that are under `sheets`"
        found = "no row with the headings of this export"
        raise IntakeError([_fault(contract, file, found, f"a heading with {needed}", remedy, name)])
    faults = list(_heading_faults(heading, name, file, contract, wanted))
    if faults:
        raise IntakeError(faults)
    rows = [
        (number, cells)
        for number, cells in enumerate(sheet.rows[heading.last_row :], heading.last_row + 1)
        if any(cells) and any(trimmed(cell) for cell in cells)
    ]
    return Table(name, sheet.index, heading, rows)


def _called(contract: Contract, column: str) -> str:
    """A contract column with the heading it usually has."""
    known = contract.columns.get(column)
    return f"{column} ({'/'.join(known.aliases)})" if known and known.aliases else column


def _heading_faults(
    heading: Heading, sheet: str | None, file: str, contract: Contract, wanted: Wanted
) -> Iterator[Fault]:
    row = heading.last_row
    present = ", ".join(name for name in heading.names if name)
    for column in wanted.missing(heading.folded):
        remedy = "Export the column, or say under `columns` in the mapping which heading it has"
        yield _fault(
            contract,
            file,
            f"the headings {present}",
            f"a column {_called(contract, column)}",
            remedy,
            sheet,
            row,
            column,
        )
    for name in heading.repeated():
        remedy = "Export the file with each heading once, or rename one of them in the file's source"
        yield _fault(
            contract,
            file,
            f"the heading {name} more than once",
            "each heading once",
            remedy,
            sheet,
            row,
            name,
        )
    for column, options in wanted.columns.items():
        named = [heading.names[at] for at in heading.positions(options)] if len(options) == 1 else []
        if len({fold(name) for name in named}) > 1:
            remedy = "Say under `columns` in the mapping which of them it is"
            found = f"the headings {' and '.join(named)}, which both mean {column}"
            yield _fault(contract, file, found, f"one heading for {column}", remedy, sheet, row, column)


def why_no_data(cells: list[str], is_last: bool, heading: Heading, wanted: Wanted) -> str | None:
    """The rule by which a filled row under the heading is no record; None if it is one."""
    if is_footnote(cells, is_last, heading.width) and not _is_complete(cells, heading, wanted):
        return FOOTNOTE
    return REPEATED_HEADING if is_repeated_heading(cells, heading) else None


def _is_complete(cells: list[str], heading: Heading, wanted: Wanted) -> bool:
    """Whether every needed column of a row is filled, of several at least: then it is a record."""
    places = [heading.positions(wanted.columns[name]) for name in wanted.needed]
    filled = [any(at < len(cells) and trimmed(cells[at]) for at in place) for place in places]
    return len(filled) > 1 and all(filled)


def is_rectangular(cells: list[str], width: int) -> bool:
    """Whether a row of a text file has a field for each heading, and none filled beyond."""
    return len(cells) >= width and not any(trimmed(cell) for cell in cells[width:])


def is_footnote(cells: list[str], is_last: bool, width: int) -> bool:
    """Whether a row is clearly no data: a note, a total, who made the table, or a last cell alone.

    A last cell alone counts only if it reads as a sentence: a file that was cut may end in one code.
    """
    first = next(text for cell in cells if (text := trimmed(cell)))
    if first[0] in _FOOTNOTES_BEGIN:
        folded = fold(first)
        if _NOTE.match(folded) or is_statement(folded) or _MADE_BY.match(folded):
            return True
    if not is_last or width <= 2:
        return False
    return sum(bool(trimmed(cell)) for cell in cells) == 1 and bool(_SENTENCE.search(first))


def is_repeated_heading(cells: list[str], heading: Heading) -> bool:
    """Whether a row says the heading again, as on each page of a printed list."""
    at = next(at for at, name in enumerate(heading.names) if name)
    if at >= len(cells) or narrow(cells[at]) != heading.names[at]:
        return False
    return [fold(cell) for cell in cells[: heading.width]] == heading.folded[: heading.width]
