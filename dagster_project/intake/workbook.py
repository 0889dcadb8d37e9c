"""The cells of an XLSX workbook as exact text, sheet by sheet. What the cells mean is not decided here.

Excel keeps 15 significant digits, so a number is written with these and no more: 1924.37 stays 1924.37.
A whole number with more digits has lost some: it is written in scientific notation, which parsers refuse.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

SIGNIFICANT_DIGITS = 15
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


def read_workbook(data: bytes) -> list[SheetCells]:
    """Every worksheet with at least one filled cell.

    Raises:
        WorkbookError: the file is cut, encrypted, an old .xls, or no workbook.
    """
    if data.startswith(OLD_WORKBOOK_MARK):
        raise WorkbookError("an old .xls workbook, or one that is protected by a password")
    try:
        return list(_sheets(data))
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        EOFError,
        OSError,
        ParseError,
        ValueError,
    ) as error:
        raise WorkbookError(f"a workbook that cannot be opened ({type(error).__name__})") from error


def _sheets(data: bytes) -> Iterator[SheetCells]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            for index, sheet in enumerate(workbook.worksheets, 1):
                sheet.reset_dimensions()
                rows = [[cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
                if any(any(row) for row in rows):
                    yield SheetCells(index, sheet.title, rows)
        finally:
            workbook.close()


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
