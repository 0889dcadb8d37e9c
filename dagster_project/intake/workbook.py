"""The cells of an XLSX workbook as exact text, sheet by sheet. What the cells mean is not decided here.

Excel keeps 15 significant digits, so a number is written with these and no more: 1924.37 stays 1924.37.
A whole number with more digits has lost some: it is written in scientific notation, which parsers refuse.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

SIGNIFICANT_DIGITS = 15
UNREADABLE = (
    zipfile.BadZipFile, InvalidFileException, KeyError, EOFError, OSError, ParseError, ValueError, zlib.error
)  # fmt: skip
_UNSAVED_FORMULA = re.compile(
    rb'<c r="(?P<cell>[A-Z]+\d+)"[^>]*>\s*<f[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
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
    """The chosen worksheets of a workbook.

    Raises:
        WorkbookError: the file is cut, encrypted, an old .xls or no workbook, counts days from 1904, or holds
            formulas whose results were never saved.
    """
    if data.startswith(OLD_WORKBOOK_MARK):
        raise WorkbookError("an old .xls workbook, or one that is protected by a password")
    try:
        return _read(data, is_chosen)
    except UNREADABLE as error:
        raise WorkbookError(f"a workbook that cannot be opened ({type(error).__name__})") from error


def _read(data: bytes, is_chosen: Callable[[str], bool]) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            if workbook.epoch == CALENDAR_MAC_1904:
                raise WorkbookError(
                    "a workbook that counts days from 1904, whose bare numbers are other dates"
                )
            chosen = [
                _cells(index, sheet)
                for index, sheet in enumerate(workbook.worksheets, 1)
                if is_chosen(sheet.title)
            ]
            names = [sheet.title for sheet in workbook.worksheets]
        finally:
            workbook.close()
    return Workbook(names, [sheet for sheet in chosen if any(any(row) for row in sheet.rows)])


def _cells(index: int, sheet: Any) -> SheetCells:
    with sheet._get_source() as source:
        unsaved = _UNSAVED_FORMULA.search(source.read())
    if unsaved:
        raise WorkbookError(
            f"a formula without its result in sheet {sheet.title}, cell {unsaved['cell'].decode()}: "
            "a program wrote it that does not calculate"
        )
    sheet.reset_dimensions()
    return SheetCells(
        index, sheet.title, [[cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    )


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
