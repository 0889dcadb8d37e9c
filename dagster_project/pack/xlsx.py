"""The pack as a workbook: an index, a sheet for each table, live formulas, columns to fill in. It makes no content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from dagster_project.figures.numbers import plain
from dagster_project.pack.parts import Cell, Column, Formula, Part, Table, is_fault
from dagster_project.spreadsheet_text import PLAIN_TEXT

HEADING_ROW = 4
FIRST_ROW = HEADING_ROW + 1
INDEX = "目錄 Index"
A3, A4 = 8, 9
WIDE, PAGE_WIDTH = 200, 330
MOST_DECIMALS = 10
NOTE_WIDTH = 150
LINE_HEIGHT, MOST_LINES = 13.5, 12
PER_WIDTH = 1.1
"""Characters of the sheets' smaller letters in a unit of width."""
INK, HEAD, ASKED, WARN, RULE = "#1F4E4A", "#E3ECEA", "#FFF6D6", "#FFF0D6", "#C9D6D3"
_REFERENCE = re.compile(r"\{(?:([a-z0-9_]+):)?([a-z0-9_]+)\}")


@dataclass(frozen=True)
class Book:
    """A workbook: what it is called, what has to stand on each of its sheets, and its parts.

    Attributes:
        facts: what the index says before the parts, as name and text.
        day: the date that the file bears, so that the same content gives the same bytes.
    """

    title: str
    company: str
    marks: Sequence[str]
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    day: date


def sheet_names(parts: Iterable[Part]) -> dict[str, str]:
    """By table, the name of its sheet: the number of its part, a letter from its second table on, and its own."""
    names: dict[str, str] = {}
    for part in parts:
        number = f"{int(part.number):02}" if part.number.isdigit() else part.number
        for place, table in enumerate(part.tables):
            letter = chr(ord("a") + place) if place else ""
            names[table.id] = f"{number}{letter} {table.sheet}"
    return names


def write_workbook(path: Path, book: Book) -> None:
    """Write the workbook; the same content gives the same bytes."""
    with Workbook(str(path), PLAIN_TEXT) as workbook:
        workbook.set_properties(
            {
                "title": book.title,
                "company": book.company,
                "comments": " · ".join(book.marks),
                "created": datetime.combine(book.day, time()),
            }
        )
        workbook.set_calc_mode("auto")
        _Writer(workbook, book).write()


class _Writer:
    """The workbook being written, with its formats and where each table stands."""

    def __init__(self, workbook: Workbook, book: Book) -> None:
        self.workbook = workbook
        self.book = book
        self.names = sheet_names(book.parts)
        self.tables = {table.id: table for part in book.parts for table in part.tables}
        self._numbers: dict[str, Format] = {}
        self.top = {"valign": "top", "font_size": 10, "bottom": 4, "bottom_color": RULE}
        self.title = workbook.add_format({"bold": True, "font_size": 14, "font_color": INK})
        self.warn = workbook.add_format({"bold": True, "bg_color": WARN})
        self.note = workbook.add_format({"font_size": 10, "italic": True, "text_wrap": True, "valign": "top"})
        head = {"bold": True, "font_size": 10, "text_wrap": True, "valign": "top", "bottom": 1}
        self.head = workbook.add_format({**head, "bg_color": HEAD})
        self.asked = workbook.add_format({**head, "bg_color": ASKED})
        self.answer = workbook.add_format({**self.top, "bg_color": ASKED, "border": 4, "text_wrap": True})
        self.text = workbook.add_format({**self.top, "num_format": "@", "text_wrap": True})
        self.fault = workbook.add_format(
            {**self.top, "bold": True, "font_color": "#A3260B", "text_wrap": True}
        )
        self.bold = workbook.add_format({**self.top, "bold": True, "text_wrap": True})
        self.link = workbook.add_format({**self.top, "font_color": "#0B5FA5", "underline": 1})
        self.day = workbook.add_format({**self.top, "num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = workbook.add_format({**self.top, "num_format": "yyyy-mm-dd hh:mm", "align": "left"})

    def write(self) -> None:
        index = self.workbook.add_worksheet(INDEX)
        for part in self.book.parts:
            for table in part.tables:
                self._table(part, table)
        self._index(index)
        index.activate()

    def number(self, pattern: str) -> Format:
        if pattern not in self._numbers:
            self._numbers[pattern] = self.workbook.add_format({**self.top, "num_format": pattern})
        return self._numbers[pattern]

    def _set_up(self, sheet: Worksheet, widths: Sequence[float], title: str) -> None:
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_paper(A3 if sum(widths) > WIDE else A4)
        sheet.set_landscape()
        sheet.fit_to_pages(ceil(sum(widths) / PAGE_WIDTH), 0)
        sheet.repeat_columns(0, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.hide_gridlines(2)
        sheet.set_header("&C&9" + _escaped(" · ".join(self.book.marks)))
        sheet.set_footer(f"&L&8{_escaped(self.book.title)} · {_escaped(title)}&R&8&P / &N")
        sheet.write_string(0, 0, " · ".join(self.book.marks), self.warn)

    def _index(self, sheet: Worksheet) -> None:
        columns = [
            ("部分 Part", 9), ("名稱 Title", 40), ("所見 What was found", 58), ("工作表 Sheet", 28),
            ("表 Table", 56), ("行數 Rows", 10),
        ]  # fmt: skip
        asked = [("已閱 Read (Y/N)", 12), ("結論 Conclusion", 34)]
        self._set_up(sheet, [width for _, width in (*columns, *asked)], INDEX)
        sheet.write_string(1, 0, self.book.title, self.title)
        sheet.set_row(1, 22)
        at = 3
        for name, text in self.book.facts:
            sheet.write_string(at, 0, name, self.bold)
            sheet.merge_range(at, 0, at, 1, name, self.bold)
            sheet.merge_range(at, 2, at, 5, text, self.text)
            sheet.set_row(at, LINE_HEIGHT * _lines(text, 165) + 2)
            at += 1
        at += 1
        for place, (heading, _) in enumerate((*columns, *asked)):
            sheet.write_string(at, place, heading, self.head if place < len(columns) else self.asked)
        sheet.freeze_panes(at + 1, 0)
        sheet.repeat_rows(at)
        for part in self.book.parts:
            for first, table in zip((True, *(False for _ in part.tables[1:])), part.tables, strict=True):
                at += 1
                self._index_row(sheet, at, part, table, first)

    def _index_row(self, sheet: Worksheet, at: int, part: Part, table: Table, first: bool) -> None:
        name = self.names[table.id]
        widest = max(_lines(part.title, 42), _lines(part.found, 62)) if first else 1
        sheet.set_row(at, LINE_HEIGHT * max(widest, _lines(table.title, 60)) + 2)
        sheet.write_string(at, 0, part.number if first else "", self.bold)
        sheet.write_string(at, 1, part.title if first else "", self.bold)
        sheet.write_string(at, 2, part.found if first else "", self.text)
        sheet.write_url(at, 3, f"internal:{quote_sheetname(name)}!A1", self.link, name)
        sheet.write_string(at, 4, table.title, self.text)
        sheet.write_number(at, 5, len(table.rows), self.number("#,##0"))
        for place in (6, 7):
            sheet.write_blank(at, place, None, self.answer)

    def _table(self, part: Part, table: Table) -> None:
        sheet = self.workbook.add_worksheet(self.names[table.id])
        sheet.set_tab_color("#8FB3AD" if part.number.isdigit() else "#D9B36C")
        columns = (*table.columns, *table.to_fill)
        self._set_up(sheet, [column.width for column in columns], table.title)
        sheet.write_string(1, 0, f"{part.number} · {table.title}", self.title)
        sheet.set_row(1, 22)
        sheet.write_url(2, 0, f"internal:{quote_sheetname(INDEX)}!A1", self.link, "← 目錄 Index")
        note = table.note or part.about
        sheet.merge_range(3, 0, 3, max(_columns_within(columns, NOTE_WIDTH), 1), note, self.note)
        sheet.set_row(3, 15 * _lines(note, NOTE_WIDTH))
        sheet.set_row(HEADING_ROW, _height([column.heading for column in columns], columns))
        for place, column in enumerate(columns):
            form = self.head if place < len(table.columns) else self.asked
            sheet.write_string(HEADING_ROW, place, column.heading, form)
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.repeat_rows(HEADING_ROW)
        if not table.rows:
            sheet.merge_range(
                FIRST_ROW, 0, FIRST_ROW, max(len(table.columns) - 1, 1), table.why_empty, self.text
            )
            sheet.set_row(FIRST_ROW, 15 * _lines(table.why_empty, 100))
            return
        sheet.autofilter(HEADING_ROW, 0, HEADING_ROW + len(table.rows), len(columns) - 1)
        for at, row in enumerate(table.rows, start=FIRST_ROW):
            sheet.set_row(at, _height(row, table.columns))
            for place, cell in enumerate(row):
                self._cell(sheet, table, at, place, cell)
            for place in range(len(table.columns), len(columns)):
                sheet.write_blank(at, place, None, self.answer)
        sheet.conditional_format(
            FIRST_ROW, 0, HEADING_ROW + len(table.rows), len(table.columns) - 1,
            {"type": "cell", "criteria": "==", "value": '"NO"', "format": self.fault},
        )  # fmt: skip
        self._ask(sheet, table)

    def _ask(self, sheet: Worksheet, table: Table) -> None:
        """Lets columns that are answered by yes or no take nothing else."""
        for place, column in enumerate(table.to_fill, start=len(table.columns)):
            if "(Y/N)" in column.heading:
                sheet.data_validation(
                    FIRST_ROW, place, FIRST_ROW + len(table.rows) - 1, place,
                    {"validate": "list", "source": ["Y", "N", "n/a"]},
                )  # fmt: skip

    def _cell(self, sheet: Worksheet, table: Table, at: int, place: int, cell: Cell) -> None:
        column = table.columns[place]
        match cell:
            case None:
                sheet.write_blank(at, place, None, self.text)
            case bool():
                sheet.write_string(at, place, shown(cell), self.text)
            case Formula(text=text, value=value):
                words = self.fault if is_fault(value) else self.text
                form = words if isinstance(value, str) else self.number(_pattern(column, value))
                cached: Any = value if isinstance(value, str) else float(value)
                sheet.write_formula(at, place, self._resolved(text, table, at), form, cached)
            case datetime():
                sheet.write_datetime(at, place, cell, self.moment)
            case date():
                sheet.write_datetime(at, place, datetime.combine(cell, time()), self.day)
            case int() | Decimal():
                sheet.write_number(at, place, float(cell), self.number(_pattern(column, cell)))
            case _:
                sheet.write_string(at, place, cell, self.fault if is_fault(cell) else self.text)

    def _resolved(self, text: str, table: Table, at: int) -> str:
        """The formula with the addresses of the cells and columns that it names."""

        def address(match: re.Match[str]) -> str:
            other, name = match.groups()
            if other is None:
                return xl_rowcol_to_cell(at, _place(table, name), col_abs=True)
            whole = self.tables[other]
            place, last = _place(whole, name), HEADING_ROW + max(len(whole.rows), 1)
            return f"{quote_sheetname(self.names[other])}!{xl_range_abs(FIRST_ROW, place, last, place)}"

        return _REFERENCE.sub(address, text)


def shown(cell: Cell) -> str:
    """A cell as text, where a yes or no stands."""
    return ("是 yes" if cell else "否 no") if isinstance(cell, bool) else str(cell)


def decimals_of(column: Column, value: Decimal) -> int:
    """With how many decimals a number is shown: those of its column, else its own.

    What the warehouse keeps with ten decimals is shown without the zeros at its end.
    """
    if column.decimals is not None:
        return column.decimals
    exponent = value.as_tuple().exponent
    own = -exponent if isinstance(exponent, int) else 0
    return len(plain(value).partition(".")[2]) if own >= MOST_DECIMALS else max(own, 0)


def _pattern(column: Column, value: Decimal | int) -> str:
    decimals = decimals_of(column, value) if isinstance(value, Decimal) else 0
    whole = "0" if column.plain else "#,##0"
    return whole + ("." + "0" * decimals if decimals else "")


def _height(row: Sequence[Cell], columns: Sequence[Column]) -> float:
    """What a row of wrapped texts takes in points: spreadsheets do not all work it out by themselves."""
    needed = (
        _lines(cell, max(int(column.width * PER_WIDTH), 1))
        for cell, column in zip(row, columns, strict=True)
        if isinstance(cell, str)
    )
    return LINE_HEIGHT * min(max(needed, default=1), MOST_LINES) + 2


def _place(table: Table, name: str) -> int:
    return [column.name for column in table.columns].index(name)


def _columns_within(columns: Sequence[Column], width: float) -> int:
    """The last column that lies within a width."""
    total, last = 0.0, 0
    for place, column in enumerate(columns):
        total += column.width
        if total > width:
            break
        last = place
    return last


def _escaped(text: str) -> str:
    return text.replace("&", "&&")


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a width, Chinese characters twice as wide as others."""
    return (
        sum(
            1 + sum(2 if east_asian_width(one) in "WF" else 1 for one in line) // width
            for line in text.splitlines()
        )
        or 1
    )
