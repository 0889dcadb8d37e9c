"""A file as rows of text by sheet, read and written so that rows keep their numbers. What cells mean is not known here.

A text file is written in UTF-8 with commas, a workbook with every cell as text: a copy is read, not calculated with.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from dagster_project.intake.dialect import read_text_table
from dagster_project.intake.workbook import WORKBOOK_MARK, read_workbook

ENCODING = "utf-8-sig"
WRITTEN_ON = datetime(2000, 1, 1)
"""The same rows give the same bytes."""

Rows = list[list[str]]


class SheetsError(Exception):
    """Rows that a workbook cannot hold as they are."""


@dataclass(frozen=True)
class Sheets:
    """The rows of a file.

    Attributes:
        names: of all sheets of a workbook; None for a text file.
        rows: by position of the sheet from 1, without blank sheets; those of a text file at 0.
    """

    names: tuple[str, ...] | None
    rows: dict[int, Rows]

    def with_cells(self, change: Callable[[str], str]) -> Sheets:
        """The same with each cell changed."""
        rows = {
            at: [[change(cell) for cell in row] for row in of_sheet] for at, of_sheet in self.rows.items()
        }
        return Sheets(self.names, rows)

    def cells(self) -> set[str]:
        """Every text that stands in a cell."""
        return {cell for rows in self.rows.values() for row in rows for cell in row}


def read_sheets(data: bytes, headings: Collection[str] = ()) -> Sheets:
    """The rows of a file that intake can read; `headings` are the folded spellings that its columns may have.

    Raises:
        DialectError, WorkbookError: it cannot.
    """
    if data.startswith(WORKBOOK_MARK):
        workbook = read_workbook(data, lambda name: True)
        return Sheets(tuple(workbook.names), {sheet.index: sheet.rows for sheet in workbook.sheets})
    return Sheets(None, {0: read_text_table(data, headings).records})


def write_sheets(sheets: Sheets) -> bytes:
    """The rows as a file of their kind.

    Raises:
        SheetsError: a workbook cannot hold a sheet's name or a text.
    """
    return _text(sheets.rows[0]) if sheets.names is None else _workbook(sheets.names, sheets.rows)


def _text(rows: Rows) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode(ENCODING)


def _workbook(names: tuple[str, ...], rows: dict[int, Rows]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": WRITTEN_ON})
        for index, name in enumerate(names, 1):
            try:
                sheet = book.add_worksheet(name)
            except XlsxWriterException as error:
                raise SheetsError(
                    f"a sheet's name that no workbook may have ({type(error).__name__})"
                ) from error
            for row, cells in enumerate(rows.get(index, [])):
                for column, text in enumerate(cells):
                    if text and sheet.write_string(row, column, text) != 0:
                        raise SheetsError(f"a text that is too long for a cell, sheet {name}, row {row + 1}")
    return buffer.getvalue()
