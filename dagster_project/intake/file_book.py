"""One file of an export on its way to canonical rows: each kept, excluded or quarantined, and none lost.

The order: corrections in writing, notes and totals, ragged rows, unpivoting, rules of the mapping, cells by
their types. What concerns several files is in `reading.py`.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import cast

from dagster_project.intake.arrival import RetiredError, arrive
from dagster_project.intake.books import (
    ControlTotal,
    CorrectedCell,
    ExcludedRow,
    LandedFile,
    QuarantinedRow,
    found_in,
    joined,
    row_text,
)
from dagster_project.intake.cells import CellFault, CellReader, DurationUnit, Reading
from dagster_project.intake.control_totals import REMEDY, Line, TableTotals, ends_with_statement
from dagster_project.intake.corrections import Correct, Corrections, Entry, Exclude, FileCorrections
from dagster_project.intake.errors import Fault, IntakeError
from dagster_project.intake.files import ExportFile
from dagster_project.intake.headings import Heading, Wanted
from dagster_project.intake.landing import LandingError
from dagster_project.intake.mapping import Feed
from dagster_project.intake.personal import MASK, masked
from dagster_project.intake.spelling import fold, trimmed
from dagster_project.intake.tables import (
    FOOTNOTE,
    REPEATED_HEADING,
    FileTables,
    Table,
    is_rectangular,
    read_tables,
    why_no_data,
)
from dagster_project.registry.contracts import METADATA_COLUMNS, Contract
from dagster_project.settings import Settings

NOTHING_TO_UNPIVOT = "blank_in_every_column"
REASONS = {
    FOOTNOTE: "a note, a total or a signature under the table, which is no record",
    REPEATED_HEADING: "the heading again, as on each page of a printed list",
    NOTHING_TO_UNPIVOT: "no cell is filled under the headings that are unpivoted",
}


@dataclass
class _Record:
    """One row of the contract to be: a row of the file, or one cell of it if unpivoted."""

    number: int
    cells: list[str]
    heading: str | None = None
    value_at: int = -1


@dataclass
class FileBook:
    """One file on its way to rows of one contract, with an account of each of its rows."""

    contract: Contract
    file: ExportFile
    written: Corrections
    landed: LandedFile | None = None
    columns: dict[str, list[object]] = field(default_factory=dict)
    excluded: list[ExcludedRow] = field(default_factory=list)
    quarantined: list[QuarantinedRow] = field(default_factory=list)
    corrected: list[CorrectedCell] = field(default_factory=list)
    totals: list[ControlTotal] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    digest: str = ""

    @property
    def feed(self) -> Feed:
        return self.file.feed

    @cached_property
    def corrections(self) -> FileCorrections:
        """What the company corrected in this file."""
        return self.written.of_file(self.file.name)

    @cached_property
    def wanted(self) -> Wanted:
        """The headings that are looked for."""
        return Wanted.of(self.contract, self.feed)

    def read(self, settings: Settings, year_end: date) -> None:
        """Land the file and read its tables.

        Raises:
            IntakeError: the file as a whole is at fault.
        """
        data = self.file.path.read_bytes()
        try:
            arrived = arrive(data, self.file.name, settings)
        except LandingError as error:
            raise IntakeError([self._fault(str(error), "the bytes that were landed", "See above")]) from error
        except RetiredError as error:
            raise IntakeError([self._fault(str(error), "the copy of it", "See above")]) from error
        self.digest = arrived.digest
        tables = read_tables(data, self.file.name, self.contract, self.feed)
        self.sheets = [table.sheet for table in tables.tables if table.sheet]
        self.columns = {name: [] for name in [*self.contract.columns, *METADATA_COLUMNS]}
        readers = cell_readers(self.contract, self.feed, year_end)
        landed_rows = sum(self._read_table(table, tables, readers) for table in tables.tables)
        if self.faults:
            raise IntakeError(self.faults)
        dialect = arrived.retired or tables
        self.landed = LandedFile(
            contract=self.contract.id,
            file_name=self.file.name,
            source_file=self.digest,
            bytes=arrived.bytes,
            encoding=dialect.encoding,
            separator=dialect.separator,
            sheets=", ".join(self.sheets) or None,
            landed_rows=landed_rows,
            landed_at=arrived.landed_at,
        )

    def _read_table(self, table: Table, file: FileTables, readers: dict[str, CellReader]) -> int:
        """Read one table and return how many rows of it landed."""
        apart = len(self.excluded) + len(self.quarantined)
        entries = self.corrections.of_table(
            table.sheet, table.rows, lambda name: self.wanted.place_in(table.heading, name)
        )
        is_text = file.separator is not None
        lines: list[Line] = []
        rows = list(self._data_rows(table, entries, lines, is_text))
        self._compare_totals(table, lines, readers, is_text)
        records = list(self._unpivoted(table, rows)) if self.feed.unpivot else [_Record(*row) for row in rows]
        if entries:
            self._note_corrections(table, entries, records)
        landed = len(self.excluded) + len(self.quarantined) - apart + len(records)
        self._keep(table, list(self._chosen(table, records)), readers)
        return landed

    def _data_rows(
        self, table: Table, entries: Mapping[int, list[Entry]], lines: list[Line], is_text: bool
    ) -> Iterator[tuple[int, list[str]]]:
        """Rows that are data and as wide as the heading; the others are set aside or become faults.

        Every row is added to `lines`, for what the file says of its own totals.
        """
        heading = table.heading
        for at, (number, cells) in enumerate(table.rows):
            is_last = at == len(table.rows) - 1
            as_it_stands = cells
            if number in entries:
                cells = self._corrected(table, number, cells, entries[number])
                exclusion = next((entry for entry in entries[number] if isinstance(entry, Exclude)), None)
                if exclusion:
                    lines.append(
                        Line(
                            number,
                            as_it_stands,
                            None,
                            not why_no_data(cells, is_last, heading, self.wanted),
                        )
                    )
                    self._exclude(table, _Record(number, cells), exclusion.rule, exclusion.reason, exclusion)
                    continue
            rule = why_no_data(cells, is_last, heading, self.wanted)
            lines.append(Line(number, as_it_stands, cells, rule is None))
            if rule:
                self._exclude(table, _Record(number, cells), rule, REASONS[rule])
            elif is_text and is_last and len(cells) < heading.width:
                self._truncated(number, cells, heading)
            elif is_text and not is_rectangular(cells, heading.width):
                self._quarantine_ragged(table, number, cells)
            else:
                yield number, (cells + [""] * (heading.width - len(cells)))[: heading.width]

    def _compare_totals(
        self, table: Table, lines: Sequence[Line], readers: Mapping[str, CellReader], is_text: bool
    ) -> None:
        """Compare what the file says of its own totals; a difference is a fault, the others go to the book."""
        if self.feed.ends_with_total and not ends_with_statement(lines):
            has_rows = any(line.is_data for line in lines)
            self.faults.append(
                self._fault(
                    "no total or count under its last row: rows at its end are probably lost"
                    if has_rows
                    else "no rows below the heading, and no total or count that says so",
                    "a line such as 合計 or 共 12 條, since `ends_with_total` in the mapping says that there is one",
                    "Fetch the whole file again; if the system prints none any more, take it from the mapping",
                    table.sheet,
                    lines[-1].number if lines else None,
                )
            )
        if all(line.is_data for line in lines):
            return
        people = next(iter(self.contract.personal_columns("employee", "identity")), None)
        place_of_people = self.wanted.place_in(table.heading, people) if people else None
        totals = TableTotals(lines, self._added_up(table, readers), place_of_people, is_text)
        for one in totals.compared():
            heading = None if one.place is None else table.heading.names[one.place]
            if one.computed is None:
                told = f"{one.stated}, which the file states as its total"
                expected = f"{one.expected}, which {one.of_rows} give" if one.of_rows else one.expected
                self.faults.append(self._fault(told, expected, REMEDY, table.sheet, one.row, heading))
                continue
            self.totals.append(
                ControlTotal(
                    contract=self.contract.id,
                    file_name=self.file.name,
                    source_file=self.digest,
                    source_sheet=table.sheet,
                    source_row=one.row,
                    column_name=None if one.place is None else self._fed_by(table, one.place),
                    stated=one.stated,
                    computed=one.computed,
                )
            )

    def _added_up(self, table: Table, readers: Mapping[str, CellReader]) -> dict[int, CellReader]:
        """The columns of a table whose sum means something, by position."""
        found: dict[int, CellReader] = {}
        for at in range(table.heading.width):
            name = self._fed_by(table, at)
            if name and self.contract.columns[name].adds_up:
                found[at] = readers[name]
        return found

    def _corrected(self, table: Table, number: int, cells: list[str], entries: Sequence[Entry]) -> list[str]:
        """The row's cells with its corrections; a guard that fails is a fault."""
        cells = list(cells)
        for entry in entries:
            if not isinstance(entry, Correct):
                continue
            at = self.wanted.place_in(table.heading, entry.column)
            if at is None:
                present = ", ".join(name for name in table.heading.names if name)
                self.faults.append(
                    self._fault(
                        f"a correction of the column {entry.column}",
                        f"one of the headings {present}",
                        "Name the heading as the file has it",
                        table.sheet,
                        number,
                        entry.column,
                    )
                )
                continue
            cells += [""] * (at + 1 - len(cells))
            if trimmed(cells[at]) != trimmed(entry.old):
                shown = self._shown(table, at)
                self.faults.append(
                    self._fault(
                        f"{shown(cells[at])}: a correction whose old value is not what stands in the file",
                        f"{shown(entry.old)}, as when the correction was written",
                        "If the source was mended, delete the correction; else write what stands there now",
                        table.sheet,
                        number,
                        entry.column,
                    )
                )
            cells[at] = entry.new
        return cells

    def _shown(self, table: Table, at: int) -> Callable[[str], str]:
        """How a cell of a column may be shown: masked if it is personal, or if no contract knows the column."""
        column = self._fed_by(table, at)
        if column is None or self.contract.columns[column].personal:
            return lambda text: MASK
        return lambda text: masked(trimmed(text)) or "(empty)"

    def _fed_by(self, table: Table, at: int) -> str | None:
        """The contract column that a column of the file feeds, if it feeds one."""
        unpivot = self.feed.unpivot
        if unpivot and table.heading.names[at] in unpivot.headings:
            return unpivot.value_to
        columns = self.wanted.columns.items()
        return next((name for name, options in columns if at in table.heading.positions(options)), None)

    def _note_corrections(
        self, table: Table, entries: Mapping[int, list[Entry]], records: Sequence[_Record]
    ) -> None:
        """Enter each corrected cell in the book, under each record that its row became."""
        becoming: dict[int, list[_Record]] = {}
        for record in records:
            becoming.setdefault(record.number, []).append(record)
        for number, listed in entries.items():
            for entry in listed:
                at = self.wanted.place_in(table.heading, entry.column) if isinstance(entry, Correct) else None
                if isinstance(entry, Correct) and at is not None:
                    of_row = becoming.get(number, [_Record(number, [])])
                    for record in [one for one in of_row if one.value_at == at] or of_row:
                        self.corrected.append(self._corrected_cell(table, record, entry, at))

    def _corrected_cell(self, table: Table, record: _Record, entry: Correct, at: int) -> CorrectedCell:
        shown = self._shown(table, at)
        return CorrectedCell(
            contract=self.contract.id,
            row_id=self._row_id(table, record),
            file_name=self.file.name,
            source_file=self.digest,
            source_sheet=table.sheet,
            source_row=record.number,
            column_name=self._fed_by(table, at) or table.heading.names[at],
            old_value=shown(entry.old),
            new_value=shown(entry.new),
            reason=entry.reason,
            decided_by=entry.by,
            decided_on=entry.on.isoformat(),
            evidence=entry.evidence,
            evidence_sha256=self.written.digest_of(entry.evidence),
        )

    def _truncated(self, number: int, cells: list[str], heading: Heading) -> None:
        self.faults.append(
            self._fault(
                f"a last row of {len(cells)} fields: the file is probably cut off",
                f"{heading.width} fields, as in the heading",
                "Fetch the whole file again; if the row is no data, exclude it in corrections/<year>.yml",
                row=number,
            )
        )

    def _fault(
        self,
        found: str,
        expected: str,
        remedy: str,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> Fault:
        return Fault(self.file.name, found, expected, remedy, sheet, row, column, self.contract.id)

    def _unpivoted(self, table: Table, rows: Sequence[tuple[int, list[str]]]) -> Iterator[_Record]:
        assert self.feed.unpivot
        headings = [(heading, table.heading.position(heading)) for heading in self.feed.unpivot.headings]
        for number, cells in rows:
            filled = [(heading, at) for heading, at in headings if trimmed(cells[at])]
            if not filled:
                record = _Record(number, cells)
                self._exclude(table, record, NOTHING_TO_UNPIVOT, REASONS[NOTHING_TO_UNPIVOT])
            for heading, at in filled:
                yield _Record(number, cells, heading, at)

    def _chosen(self, table: Table, records: Sequence[_Record]) -> Iterator[_Record]:
        """Records that no rule of the mapping excludes."""
        rules = [
            (rule, table.heading.position(rule.column), {fold(value) for value in rule.equals})
            for rule in self.feed.only
        ]
        for record in records:
            broken = next((rule for rule, at, equals in rules if fold(record.cells[at]) not in equals), None)
            if broken:
                self._exclude(table, record, broken.rule, broken.reason)
            else:
                yield record

    def _keep(self, table: Table, records: list[_Record], readers: dict[str, CellReader]) -> None:
        """Read the cells of records; those without a fault go to the columns, the others to quarantine."""
        texts = self._texts(table, records)
        read = {name: readers[name].read_all(texts[name]) for name in texts}
        faulty = {
            at for cells in read.values() for at, cell in enumerate(cells) if isinstance(cell, CellFault)
        }
        for at in sorted(faulty):
            self._quarantine(
                table,
                records[at],
                {name: texts[name][at] for name in texts},
                {name: cell for name, cells in read.items() if isinstance(cell := cells[at], CellFault)},
            )
        kept = [at for at in range(len(records)) if at not in faulty] if faulty else range(len(records))
        for name, cells in read.items():
            self.columns[name] += [cells[at] for at in kept] if faulty else cells
        good = [records[at] for at in kept]
        self.columns["row_id"] += [self._row_id(table, record) for record in good]
        self.columns["source_file"] += [self.digest] * len(good)
        self.columns["source_sheet"] += [table.sheet] * len(good)
        self.columns["source_row"] += [record.number for record in good]
        self.columns["source_column"] += [record.heading for record in good]

    def _texts(self, table: Table, records: list[_Record]) -> dict[str, list[str | None]]:
        """The text of every contract column, record by record, before it is read."""
        constants = self.feed.all_constants(self.contract)
        unpivoted = self._unpivoted_texts(records)
        texts: dict[str, list[str | None]] = {}
        for name in self.contract.columns:
            if name in unpivoted:
                texts[name] = unpivoted[name]
            elif name in constants:
                texts[name] = [constants[name]] * len(records)
            else:
                texts[name] = _column(records, table.heading.positions(self.wanted.columns[name]))
        return texts

    def _unpivoted_texts(self, records: list[_Record]) -> dict[str, list[str | None]]:
        unpivot = self.feed.unpivot
        if unpivot is None:
            return {}
        meanings = [unpivot.headings[record.heading or ""] for record in records]
        texts: dict[str, list[str | None]] = {name: list(meanings) for name in unpivot.name_to}
        texts[unpivot.value_to] = [record.cells[record.value_at] for record in records]
        if unpivot.month_period:
            periods = {month: month_period(month) for month in set(meanings)}
            texts[unpivot.month_period.day_before] = [periods[month][0] for month in meanings]
            texts[unpivot.month_period.last_day] = [periods[month][1] for month in meanings]
        return texts

    def _row_id(self, table: Table, record: _Record) -> str:
        row_id = f"{self.digest[:12]}:{table.sheet_index}:{record.number}"
        return f"{row_id}:{record.heading}" if record.heading else row_id

    def _exclude(
        self, table: Table, record: _Record, rule: str, reason: str, entry: Exclude | None = None
    ) -> None:
        self.excluded.append(
            ExcludedRow(
                self.contract.id,
                self._row_id(table, record),
                self.digest,
                table.sheet,
                record.number,
                rule,
                reason,
                entry.by if entry else None,
                entry.on.isoformat() if entry else None,
            )
        )

    def _quarantine_ragged(self, table: Table, number: int, cells: list[str]) -> None:
        """A row whose cells may be shifted: none of them is shown, since any may hold a name."""
        self.quarantined.append(
            QuarantinedRow(
                contract=self.contract.id,
                row_id=self._row_id(table, _Record(number, cells)),
                source_file=self.digest,
                file_name=self.file.name,
                source_sheet=table.sheet,
                source_row=number,
                column_name=None,
                found=f"{len(cells)} fields",
                expected=f"{table.heading.width} fields, as in the heading",
                reason="the row has another number of fields than the heading, so its cells may be shifted",
                remedy="Quote the field that holds a separator, or exclude the row in corrections/<year>.yml",
                row_text="{}",
            )
        )

    def _called(self, table: Table, name: str) -> str:
        """A contract column with the heading that it has in the file, if it has one."""
        places = table.heading.positions(self.wanted.columns.get(name, []))
        return f"{table.heading.names[places[0]]} ({name})" if places else name

    def _quarantine(
        self, table: Table, record: _Record, texts: dict[str, str | None], faults: dict[str, CellFault]
    ) -> None:
        self.quarantined.append(
            QuarantinedRow(
                contract=self.contract.id,
                row_id=self._row_id(table, record),
                source_file=self.digest,
                file_name=self.file.name,
                source_sheet=table.sheet,
                source_row=record.number,
                column_name=", ".join(faults),
                found=joined(found_in(self.contract, name, texts) for name in faults),
                expected=joined(fault.expected for fault in faults.values()),
                reason=joined(
                    f"{self._called(table, name)}: {fault.reason}" for name, fault in faults.items()
                ),
                remedy=joined(fault.remedy for fault in faults.values()),
                row_text=row_text(texts, self.contract),
            )
        )


def cell_readers(contract: Contract, feed: Feed, year_end: date) -> dict[str, CellReader]:
    """What reads the cells of each column, the way the company writes them."""
    return {
        name: CellReader(
            column,
            Reading(feed.date_order, cast(DurationUnit, feed.units.get(name, "h")), year_end),
            feed.values.get(name, {}),
        )
        for name, column in contract.columns.items()
    }


def _column(records: list[_Record], positions: list[int]) -> list[str | None]:
    """The cells at a position; of several positions the first that is filled."""
    if not positions:
        return [None] * len(records)
    if len(positions) == 1:
        at = positions[0]
        return [record.cells[at] for record in records]
    return [next((cell for at in positions if trimmed(cell := record.cells[at])), None) for record in records]


def month_period(month: str) -> tuple[str, str]:
    """The day before a month (`2024-04`) and its last day, as a meter's two readings."""
    year, number = (int(part) for part in month.split("-"))
    before = date(year, number, 1) - timedelta(days=1)
    last = date(year, number, calendar.monthrange(year, number)[1])
    return before.isoformat(), last.isoformat()
