"""One export as a copy without identifiers, under the headings and row numbers of the original.

Numbers of people become the keyed hashes of the warehouse. Names, and whatever no contract reads, are left out. A date
of birth stays: ages on several days depend on it. Whether the copy reads as the original did, is for `proof.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dagster_project.intake.cells import CellFault, CellReader
from dagster_project.intake.control_totals import is_count, is_statement
from dagster_project.intake.corrections import Correct, Entry, FileCorrections
from dagster_project.intake.file_book import cell_readers
from dagster_project.intake.headings import Heading, Wanted
from dagster_project.intake.mapping import Feed
from dagster_project.intake.personal import hashed, masked, pseudonym
from dagster_project.intake.spelling import fold, narrow, trimmed
from dagster_project.intake.tables import (
    FOOTNOTE,
    REPEATED_HEADING,
    FileTables,
    Table,
    is_rectangular,
    read_tables,
    why_no_data,
)
from dagster_project.registry.contracts import Contract, Personal
from dagster_project.retirement.sheets import Rows, Sheets, read_sheets, write_sheets

OMITTED = "（略）"
"""What stands in the place of a name, or of a field that may be one."""
OMITTED_NOTE = "註：（略）"
UNREADABLE = ("#N/A", "1E+5", "100.0")
"""Texts that identify nobody and that no column of codes reads: a cell that was no number has to stay none."""

IDENTIFIERS: tuple[Personal, ...] = ("employee", "identity", "name")

Place = tuple[int, int, int]
"""Sheet, row and column; rows from 1, columns from 0."""


class CopyError(Exception):
    """An export of which no copy can be made: where and why, without what stands there."""


@dataclass(frozen=True)
class ReadAs:
    """One contract that a file is read by."""

    contract: Contract
    feed: Feed
    year_end: date


@dataclass(frozen=True)
class Copy:
    """A copy, the dialect of its original, and the file's corrections as they have to be written for it."""

    data: bytes
    encoding: str
    separator: str | None
    entries: tuple[Entry, ...]


def copy_of(data: bytes, name: str, readings: Sequence[ReadAs], entries: Sequence[Entry], key: bytes) -> Copy:
    """The copy of an export that feeds at least one contract.

    Args:
        name: path in the company folder, for messages.
        entries: the company's corrections of this file.
        key: of the pseudonyms.

    Raises:
        IntakeError: the file cannot be read as a contract says.
        CopyError: a cell is no number of a person, and nothing else can stand in its place.
        SheetsError: a workbook cannot hold the copy.
    """
    first = Wanted.of(readings[0].contract, readings[0].feed)
    original = read_sheets(data, first.spellings)
    parts = [_Part(data, name, one, entries, key, original) for one in readings]
    kept: dict[Place, str] = {}
    for part in parts:
        kept |= part.plain
    for part in parts:
        kept |= part.personal
    rows = {at: list(_filled(at, of_sheet, kept)) for at, of_sheet in original.rows.items()}
    rewritten = [
        _rewritten(entry, [part.met[at] for part in parts if at in part.met], rows)
        for at, entry in enumerate(entries)
    ]
    dialect = parts[0].file
    written = write_sheets(Sheets(original.names, rows))
    return Copy(written, dialect.encoding, dialect.separator, tuple(rewritten))


def _filled(sheet: int, rows: Rows, kept: dict[Place, str]) -> Iterator[list[str]]:
    """The rows with what is kept of them, as wide as they were."""
    for number, cells in enumerate(rows, 1):
        yield [kept.get((sheet, number, at), "") for at in range(len(cells))]


@dataclass(frozen=True)
class _Met:
    """The row that a correction meets, and the cell if it changes one.

    Attributes:
        new: what the correction writes, as the copy may show it.
        is_personal: whether the cell identifies a person.
    """

    sheet_index: int
    sheet: str | None
    row: int
    column: int | None
    new: str = ""
    is_personal: bool = False


class _Part:
    """What one contract keeps of a file: `plain` cells, and `personal` ones, which go before others' plain ones."""

    def __init__(
        self,
        data: bytes,
        name: str,
        reading: ReadAs,
        entries: Sequence[Entry],
        key: bytes,
        original: Sheets,
    ) -> None:
        self._name, self._key, self._entries, self._original = name, key, entries, original
        self._contract, self._feed = reading.contract, reading.feed
        self.wanted = Wanted.of(reading.contract, reading.feed)
        self.file: FileTables = read_tables(data, name, reading.contract, reading.feed)
        self._readers = cell_readers(reading.contract, reading.feed, reading.year_end)
        self.met: dict[int, _Met] = {}
        self.plain: dict[Place, str] = {}
        self.personal: dict[Place, str] = {}
        for table in self.file.tables:
            self._keep(table)

    def _keep(self, table: Table) -> None:
        self._keep_heading(table)
        columns = self._columns(table.heading)
        for at, (number, cells) in enumerate(table.rows):
            is_last = at == len(table.rows) - 1
            rule = why_no_data(cells, is_last, table.heading, self.wanted)
            if rule == REPEATED_HEADING:
                self._keep_row(table, number, cells)
            elif rule == FOOTNOTE:
                self._keep_note(table, columns, number, cells)
            elif self.file.separator is not None and not is_rectangular(cells, table.heading.width):
                self._keep_row(table, number, [OMITTED if trimmed(cell) else cell for cell in cells])
            else:
                self._keep_record(table, columns, number, cells)
        self._meet(table, columns)

    def _keep_heading(self, table: Table) -> None:
        """The row of the heading, or both; what stands above is left out."""
        rows, last = self._original.rows[table.sheet_index], table.heading.last_row
        is_one_row = [narrow(cell) for cell in rows[last - 1]] == table.heading.names
        for number in [last] if is_one_row else [last - 1, last]:
            self._keep_row(table, number, rows[number - 1])

    def _keep_row(self, table: Table, number: int, cells: Sequence[str]) -> None:
        self.plain |= {(table.sheet_index, number, at): cell for at, cell in enumerate(cells)}

    def _keep_note(
        self, table: Table, columns: Mapping[int, str | None], number: int, cells: Sequence[str]
    ) -> None:
        """Of a total its label and figures; of any other note that it was one."""
        first = next(at for at, cell in enumerate(cells) if trimmed(cell))
        if not is_statement(fold(cells[first])):
            self.plain[table.sheet_index, number, first] = OMITTED_NOTE
            return
        for at, cell in enumerate(cells):
            name = columns.get(at)
            is_figure = name is not None and self._contract.columns[name].adds_up
            if at == first or is_figure or is_count(cell):
                self.plain[table.sheet_index, number, at] = masked(cell)

    def _columns(self, heading: Heading) -> dict[int, str | None]:
        """What each position that is read feeds: those that identify people first, None for rules of the mapping."""
        names = sorted(
            self._contract.columns, key=lambda name: self._contract.columns[name].personal not in IDENTIFIERS
        )
        found: dict[int, str | None] = {}
        for name in names:
            for at in heading.positions(self.wanted.columns.get(name, [])):
                found.setdefault(at, name)
        for name in self.wanted.further:
            found.setdefault(heading.position(name), None)
        return found

    def _keep_record(
        self, table: Table, columns: Mapping[int, str | None], number: int, cells: Sequence[str]
    ) -> None:
        filled = {at: name for at, name in columns.items() if at < len(cells) and trimmed(cells[at])}
        private = [trimmed(cells[at]) for at, name in filled.items() if self._identifies(name)]
        for at, name in filled.items():
            place = (table.sheet_index, number, at)
            if name is not None and self._identifies(name):
                self.personal[place] = self._stand_in(name, cells[at], number)
            elif name is not None and self._contract.columns[name].type == "text":
                self.plain[place] = masked(cells[at], private)
            else:
                self.plain[place] = cells[at]
        if not filled:
            first = next(at for at, cell in enumerate(cells) if trimmed(cell))
            self.plain[table.sheet_index, number, first] = OMITTED

    def _identifies(self, name: str | None) -> bool:
        return name is not None and self._contract.columns[name].personal in IDENTIFIERS

    def _stand_in(self, name: str, text: str, row: int) -> str:
        """What stands for a cell that identifies a person, and is read as the cell was."""
        column, reader = self._contract.columns[name], self._readers[name]
        cell = reader.read(text)
        if cell is None:
            return ""
        if isinstance(cell, str):
            return (
                OMITTED
                if column.personal == "name"
                else hashed(pseudonym(cell, column.personal or "", self._key))
            )
        return _unreadable(reader, cell) or self._refuse(name, row)

    def _refuse(self, name: str, row: int) -> str:
        raise CopyError(
            f"{self._name}, row {row}, column {name}: a cell that cannot be read and may be a number of a person. "
            "Correct or exclude it in writing"
        )

    def _meet(self, table: Table, columns: Mapping[int, str | None]) -> None:
        """Note which rows and cells corrections meet, and what they write there."""
        found = FileCorrections(list(self._entries)).of_table(
            table.sheet, table.rows, lambda name: self.wanted.place_in(table.heading, name)
        )
        for row, entries in found.items():
            for entry in entries:
                which = next(at for at, one in enumerate(self._entries) if one is entry)
                self.met[which] = self._met_cell(table, columns, row, entry)

    def _met_cell(self, table: Table, columns: Mapping[int, str | None], row: int, entry: Entry) -> _Met:
        at = self.wanted.place_in(table.heading, entry.column) if isinstance(entry, Correct) else None
        if at is None or not isinstance(entry, Correct):
            return _Met(table.sheet_index, table.sheet, row, None)
        name = columns.get(at)
        if name is not None and self._identifies(name):
            new = self._stand_in(name, entry.new, row) if trimmed(entry.new) else entry.new
            return _Met(table.sheet_index, table.sheet, row, at, new, is_personal=True)
        return _Met(table.sheet_index, table.sheet, row, at, entry.new if at in columns else "")


def _unreadable(reader: CellReader, fault: CellFault) -> str | None:
    return next((text for text in UNREADABLE if reader.read(text) == fault), None)


def _rewritten(entry: Entry, met: Sequence[_Met], rows: dict[int, Rows]) -> Entry:
    """A correction for the copy: its row by number, and what the copy holds there as what stood there."""
    if not met:
        return entry
    where = max(met, key=lambda one: (one.is_personal, one.column is not None))
    change: dict[str, object] = {"key": None, "row": where.row, "sheet": where.sheet}
    if isinstance(entry, Correct) and where.column is not None:
        cells = rows[where.sheet_index][where.row - 1]
        change |= {"old": cells[where.column] if where.column < len(cells) else "", "new": where.new}
    return entry.model_copy(update=change)
