"""Files of exports opened as rows, edited and written back in their own dialect. What to damage is in `kinds/`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell

from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts

ENCODINGS = ("utf-8-sig", "utf-16", "gb18030", "big5hkscs")
SEPARATORS = ",\t;|"
KNOWN_HEADINGS = 3
EXCEL_DAY_ZERO = date(1899, 12, 30)


@cache
def known_headings() -> frozenset[str]:
    """Every heading that a contract knows."""
    contracts = load_contracts(SEEDS_DIR / "contracts").values()
    return frozenset(
        alias for contract in contracts for column in contract.columns.values() for alias in column.aliases
    )


class Row:
    """One data row, its cells by heading."""

    def __init__(self, cells: list[Any], places: dict[str, int]) -> None:
        self.cells = cells
        self._places = places

    def __getitem__(self, heading: str) -> Any:
        return self.cells[self._places[heading]]

    def __setitem__(self, heading: str, value: Any) -> None:
        self.cells[self._places[heading]] = value

    def text(self, heading: str) -> str:
        """The cell as text, empty if there is nothing."""
        value = self[heading]
        return "" if value is None else str(value)

    def number(self, heading: str) -> float:
        """The cell as a number, full-width digits and thousands separators read."""
        return float(self.text(heading).translate(PLAIN))

    @property
    def is_total(self) -> bool:
        return bool(TOTAL.match(str(self.cells[0] or "")))

    def copy(self) -> Row:
        return Row(list(self.cells), self._places)


TOTAL = re.compile(r"^(合計|總計|共\s*\d+)")
COUNT = re.compile(r"\d+")
PLAIN = str.maketrans("０１２３４５６７８９．", "0123456789.", ",，")


class Sheet:
    """The rows of one table. Rows above the data and below them stay as they are.

    Attributes:
        rows: the data rows; change them, their order and their number at will.
    """

    def __init__(self, name: str, rows: list[list[Any]], spans_two: Callable[[int], bool]) -> None:
        self.name = name
        first = _heading_row(rows)
        last = first + 1 if spans_two(first) else first
        below = rows[last] if last > first else [None] * len(rows[first])
        self.headings = [str(low or high or "").strip() for low, high in zip(below, rows[first], strict=True)]
        self.above = rows[: last + 1]
        places = {heading: place for place, heading in enumerate(self.headings)}
        self.rows = [Row(list(cells), places) for cells in rows[last + 1 :]]

    def all_rows(self) -> list[list[Any]]:
        return [*self.above, *(row.cells for row in self.rows)]


class ExportFile:
    """A file of rows: the sheets of a workbook, or the one table of a text file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_workbook = path.suffix == ".xlsx"
        self.sheets = self._read_workbook() if self.is_workbook else [self._read_text()]

    @property
    def sheet(self) -> Sheet:
        return self.sheets[0]

    @property
    def headings(self) -> list[str]:
        return self.sheet.headings

    def rows(self, wanted: Callable[[Row], bool] = lambda row: True) -> list[Row]:
        """The data rows of all sheets that are wanted; rows that cannot be asked are none."""
        return [
            row for sheet in self.sheets for row in sheet.rows if not row.is_total and _holds(wanted, row)
        ]

    def totals(self) -> list[Row]:
        """The rows that state sums or a count of the others."""
        return [row for sheet in self.sheets for row in sheet.rows if row.is_total]

    def restate_totals(self) -> None:
        """Bring stated sums and counts into agreement with the rows, as a system does that exports what it holds.

        What they were off by before stays: only the difference to the file as it lies on disk is booked.
        """
        before = {sheet.name: sheet for sheet in ExportFile(self.path).sheets}
        for sheet in self.sheets:
            for row in (row for row in sheet.rows if row.is_total):
                _restate(row, before[sheet.name], sheet)

    def remove(self, gone: list[Row]) -> None:
        marked = {id(row) for row in gone}
        for sheet in self.sheets:
            sheet.rows = [row for row in sheet.rows if id(row) not in marked]

    def add(self, row: Row, after: Row) -> None:
        for sheet in self.sheets:
            for place, one in enumerate(sheet.rows):
                if one is after:
                    sheet.rows.insert(place + 1, row)
                    return
        raise ValueError("the row to insert after is not in the file")

    def save(self) -> None:
        if self.is_workbook:
            self._write_workbook()
            return
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.separator, lineterminator=self.line_end)
        writer.writerows(["" if cell is None else cell for cell in row] for row in self.sheet.all_rows())
        self.path.write_bytes(text.getvalue().encode(self.encoding))

    def _read_text(self) -> Sheet:
        data = self.path.read_bytes()
        self.encoding, text = _decoded(data, self.path)
        self.line_end = "\r\n" if "\r\n" in text else "\n"
        heading = next(line for line in text.splitlines() if _knows(re.split(r"[,\t;|]", line)))
        self.separator = max(SEPARATORS, key=heading.count)
        rows: list[list[Any]] = [list(row) for row in csv.reader(io.StringIO(text), delimiter=self.separator)]
        return Sheet("", rows, lambda row: False)

    def _read_workbook(self) -> list[Sheet]:
        self.book = openpyxl.load_workbook(self.path)
        return [self._sheet(sheet) for sheet in self.book.worksheets]

    def _sheet(self, sheet: Any) -> Sheet:
        starts = {(one.min_row, one.max_row) for one in sheet.merged_cells.ranges}
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        return Sheet(sheet.title, rows, lambda row: (row + 1, row + 2) in starts)

    def _write_workbook(self) -> None:
        for opened in self.sheets:
            sheet = self.book[opened.name]
            top = len(opened.above)
            for number, cells in enumerate(opened.above, start=1):
                for place, value in enumerate(cells, start=1):
                    if not isinstance(sheet.cell(number, place), MergedCell):
                        sheet.cell(number, place).value = value
            formats = [[cell.number_format for cell in row] for row in sheet.iter_rows(min_row=top + 1)]
            sheet.delete_rows(top + 1, sheet.max_row)
            for number, row in enumerate(opened.rows, start=top + 1):
                for place, value in enumerate(row.cells, start=1):
                    cell = sheet.cell(number, place, value)
                    old = formats[number - top - 1][place - 1] if number - top <= len(formats) else None
                    if old and isinstance(value, datetime | date):
                        cell.number_format = old if old != "General" else "yyyy-mm-dd"
        self.book.save(self.path)


def _restate(total: Row, before: Sheet, now: Sheet) -> None:
    stated = str(total.cells[0])
    if not stated.startswith("合"):
        more = _held(now) - _held(before)
        total.cells[0] = COUNT.sub(lambda found: str(int(found[0]) + more), stated, count=1)
        return
    for place, value in enumerate(total.cells):
        if place and value not in (None, ""):
            moved_by = _sum(now, place) - _sum(before, place)
            if moved_by:
                exact = Decimal(str(value).translate(PLAIN)) + moved_by
                total.cells[place] = str(exact) if isinstance(value, str) else float(exact)


def _held(sheet: Sheet) -> int:
    return sum(
        not row.is_total and sum(cell not in (None, "") for cell in row.cells) > 1 for row in sheet.rows
    )


def _sum(sheet: Sheet, place: int) -> Decimal:
    result = Decimal(0)
    for row in sheet.rows:
        if not row.is_total and place < len(row.cells):
            try:
                result += Decimal(str(row.cells[place]).translate(PLAIN))
            except InvalidOperation:
                continue
    return result


def _decoded(data: bytes, path: Path) -> tuple[str, str]:
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(_knows(re.split(r"[,\t;|]", line)) for line in text.splitlines()[:10]):
            plain = encoding == "utf-8-sig" and not data.startswith(b"\xef\xbb\xbf")
            return ("utf-8" if plain else encoding), text
    raise ValueError(f"{path}: no encoding shows headings of a contract")


def _knows(cells: list[Any]) -> bool:
    known = sum(str(cell).strip().strip('"') in known_headings() for cell in cells if cell)
    return known >= min(KNOWN_HEADINGS, len(cells))


def _heading_row(rows: list[list[Any]]) -> int:
    for number, row in enumerate(rows[:10]):
        below = rows[number + 1] if number + 1 < len(rows) else []
        if _knows([cell for cell in row if cell]) and any(row[1:]):
            return number
        if any(row[1:]) and _knows([*row, *below]):
            return number
    raise ValueError("no row of headings")


def _holds(wanted: Callable[[Row], bool], row: Row) -> bool:
    if sum(cell not in (None, "") for cell in row.cells) < 2:
        return False
    try:
        return bool(wanted(row))
    except (ValueError, KeyError, TypeError):
        return False


PATTERNS = (
    (re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})"), "{:%Y-%m-%d}"),
    (re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})"), "{0.year}/{0.month}/{0.day}"),
    (re.compile(r"^(\d{4})\.(\d{1,2})\.(\d{1,2})"), "{0.year}.{0.month}.{0.day}"),
    (re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})日"), "{0.year}年{0.month}月{0.day}日"),
    (re.compile(r"^(\d{4})(\d\d)(\d\d)$"), "{:%Y%m%d}"),
)
SHORT = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})")


def day_of(cell: Any, order: str = "ymd") -> date:
    """The date that a cell says, in any of the exports' spellings.

    Raises:
        ValueError: it says none.
    """
    return _read_day(cell, order)[0]


def moved(cell: Any, to: date, order: str = "ymd") -> Any:
    """Another date in the cell's own spelling, whatever time of day follows it kept."""
    return _read_day(cell, order)[1](to)


def _read_day(cell: Any, order: str) -> tuple[date, Callable[[date], Any]]:
    if isinstance(cell, datetime):
        return cell.date(), lambda day: datetime(day.year, day.month, day.day, cell.hour, cell.minute)
    if isinstance(cell, int):
        return EXCEL_DAY_ZERO + timedelta(days=cell), lambda day: (day - EXCEL_DAY_ZERO).days
    text = str(cell or "").strip()
    for pattern, style in PATTERNS:
        found = pattern.match(text)
        if found:
            return date(*map(int, found.groups())), partial(_written, style, text[found.end() :])
    found = SHORT.match(text)
    if found:
        first, second, year = map(int, found.groups())
        day = date(year, first, second) if order == "mdy" else date(year, second, first)
        style = "{0:%m/%d/%Y}" if order == "mdy" else "{0:%d/%m/%Y}"
        return day, lambda day: style.format(day)
    raise ValueError(f"no date: {cell!r}")


def _written(style: str, rest: str, day: date) -> str:
    return style.format(day) + rest


def files_below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
