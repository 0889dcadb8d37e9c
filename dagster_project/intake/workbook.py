"""The cells of an XLSX workbook as exact text, sheet by sheet. What the cells mean is not decided here.

Excel keeps 15 significant digits, so a number is written with these and no more: 1924.37 stays 1924.37.
A whole number with more digits has lost some: it is written in scientific notation, which parsers refuse.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

SIGNIFICANT_DIGITS = 15
_OF_ANOTHER_WORKBOOK = re.compile(r"(?:^|[^\w\].])\[\d+\][^\[\]!]*!")
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_TIMES_PACKED = 100
"""Sheets of equal rows unpack to 25 times their size."""
LEAST_ROOM = 4_000_000
"""Bytes, and characters and cells, that any workbook may take, however small it is."""
MOST_TIMES_SHARED = 4
"""How often the texts of a workbook, each kept once, may be repeated by its cells, on the whole."""
WORKBOOK_MARK = b"PK\x03\x04"
HALF_A_SECOND = timedelta(milliseconds=500)
OLD_WORKBOOK_MARK = b"\xd0\xcf\x11\xe0"


class WorkbookError(Exception):
    """A workbook that cannot be opened."""


@dataclass(frozen=True)
class SheetCells:
    """One sheet: its position from 1, its name, and its rows from the first on, blank ones included."""

    index: int
    name: str
    rows: list[list[str]]


@dataclass(frozen=True)
class Workbook:
    """The names of all worksheets, and the chosen ones that have a filled cell."""

    names: list[str]
    sheets: list[SheetCells]


def read_workbook(data: bytes, is_chosen: Callable[[str], bool]) -> Workbook:
    """The chosen worksheets of a workbook. Nothing outside of its bytes is opened, whatever it links to.

    Raises:
        WorkbookError: the file is cut, encrypted, an old .xls or no workbook, counts days from 1904, holds
            formulas whose results were never saved or come from another workbook, declares entities, has rows,
            cells or parts twice, or would take far more memory than a workbook of its size.
    """
    if data.startswith(OLD_WORKBOOK_MARK):
        raise WorkbookError("an old .xls workbook, or one that is protected by a password")
    with in_words():
        return _read(data, is_chosen)


@contextmanager
def in_words() -> Iterator[None]:
    """Whatever openpyxl's parts meet in a damaged file, as the one error of this module."""
    try:
        yield
    except WorkbookError:
        raise
    except Exception as error:
        raise WorkbookError(f"a workbook that cannot be opened ({type(_cause(error)).__name__})") from error


def _cause(error: BaseException) -> BaseException:
    """What an error was raised for in the first place."""
    return _cause(error.__cause__) if error.__cause__ else error


def _read(data: bytes, is_chosen: Callable[[str], bool]) -> Workbook:
    room = _Room(LEAST_ROOM + MOST_TIMES_SHARED * unpacked_bytes(data))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            if workbook.epoch == CALENDAR_MAC_1904:
                raise WorkbookError(
                    "a workbook that counts days from 1904, whose bare numbers are other dates"
                )
            sheets: list[Any] = workbook.worksheets
            if len({sheet._worksheet_path for sheet in sheets}) < len(sheets):
                raise WorkbookError("a workbook that shows the same part as several sheets")
            chosen = [
                SheetCells(index, sheet.title, _rows(sheet, room))
                for index, sheet in enumerate(sheets, 1)
                if is_chosen(sheet.title)
            ]
            names = [sheet.title for sheet in sheets]
        finally:
            workbook.close()
    return Workbook(names, [sheet for sheet in chosen if any(any(row) for row in sheet.rows)])


def unpacked_bytes(data: bytes) -> int:
    """What the parts of a workbook unpack to; none can be read beyond the size that it states.

    Raises:
        WorkbookError: it is far more than a workbook of this size holds, or a part is there twice.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    if len({part.filename for part in parts}) < len(parts):
        raise WorkbookError("a workbook that holds a part twice, so that programs read different ones")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LEAST_ROOM + MOST_TIMES_PACKED * len(data):
        raise WorkbookError(
            f"a workbook of {len(data):,} bytes that unpacks to {unpacked:,}, which no spreadsheet program writes"
        )
    return unpacked


@dataclass
class _Room:
    """How many characters and cells, blank ones before filled ones included, a workbook may still take."""

    left: int

    def take(self, size: int, sheet: str, row: int) -> None:
        self.left -= size
        if self.left < 0:
            raise WorkbookError(
                f"far more cells or text than its bytes hold, up to sheet {sheet}, row {row}: filled cells far "
                "outside of any table, or a long text repeated again and again"
            )


def _rows(sheet: Any, room: _Room) -> list[list[str]]:
    """The rows of a sheet from the first to the last filled one, each up to its last filled cell.

    openpyxl's own way drops a row or a cell that comes after a later one.
    """
    rows: list[list[str]] = []
    with sheet._get_source() as source:
        parser = _Cells(sheet.title, source, sheet._shared_strings, sheet.parent)
        for number, cells in parser.parse():
            filled = {cell["column"]: text for cell in cells if (text := cell_text(cell["value"]))}
            if not filled:
                continue
            if len(filled) < sum(cell["value"] not in (None, "") for cell in cells) or any(
                cell["row"] != number for cell in cells
            ):
                raise WorkbookError(
                    f"a cell twice, or one of another row, in sheet {sheet.title}, row {number}"
                )
            if not len(rows) < number <= MOST_ROWS or max(filled) > MOST_COLUMNS:
                raise WorkbookError(
                    f"row {number} in sheet {sheet.title} twice, after a later one, or beyond the end of a sheet"
                )
            texts = sum(len(text) for text in filled.values())
            room.take(number - len(rows) + max(filled) + texts, sheet.title, number)
            rows += [[]] * (number - len(rows) - 1)
            rows.append([filled.get(column, "") for column in range(1, max(filled) + 1)])
    return rows


class _Cells(WorkSheetParser):
    """openpyxl's reader of a sheet's rows, which refuses a result that the file cannot vouch for."""

    def __init__(self, title: str, source: IO[bytes], shared_strings: Any, workbook: Any) -> None:
        super().__init__(
            source,
            shared_strings,
            data_only=True,
            epoch=workbook.epoch,
            date_formats=workbook._date_formats,
            timedelta_formats=workbook._timedelta_formats,
        )
        self._title = title

    def parse_cell(self, element: Any) -> dict[str, Any]:
        formula = element.find(FORMULA_TAG)
        if formula is not None:
            place = f"in sheet {self._title}, cell {element.get('r')}"
            if not element.findtext(VALUE_TAG):
                raise WorkbookError(
                    f"a formula without its result {place}: a program wrote it that does not calculate"
                )
            if _OF_ANOTHER_WORKBOOK.search(formula.text or ""):
                raise WorkbookError(
                    f"a value {place} that is taken from another workbook: paste it as a value"
                )
        return super().parse_cell(element)


def cell_text(value: Any) -> str:
    """A cell as text: numbers in plain digits, dates ISO (with a time only if there is one), blank as ''."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, datetime):
        moment = (value + HALF_A_SECOND).replace(microsecond=0)
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _clock(value)
    return str(value)


def number_text(value: int | float) -> str:
    """A number as a person sees it in full, in plain digits; with over 15 before the point as 1.2E+17."""
    exact = Decimal(format(value, f".{SIGNIFICANT_DIGITS}g"))
    if abs(exact) >= Decimal(10) ** SIGNIFICANT_DIGITS:
        return f"{exact:E}"
    plain = format(exact, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _clock(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
