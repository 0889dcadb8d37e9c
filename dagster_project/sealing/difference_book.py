"""A difference as a workbook: figures, the rows that moved them, what else changed. Nothing is compared here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dagster_project.company import Company
from dagster_project.lineage.listing import A4, HEAD, MADE_UP, WARN
from dagster_project.publish.restatements import figure_text
from dagster_project.sealing.difference import Difference
from dagster_project.sealing.difference_shown import NO_ROWS, told_restatement
from dagster_project.spreadsheet_text import PLAIN_TEXT

FIGURES = [
    ("數字 Figure", 34), ("編號 Id", 34), ("年度 Year", 8), ("單位 Unit", 14), ("原值 Before", 16), ("現值 Now", 16),
    ("變動 Change", 14), ("重大 Material", 10), ("重列 Restated as", 60), ("改動行 Changed", 10), ("新增行 New", 10),
    ("消失行 Gone", 10),
]  # fmt: skip
ROWS = [
    ("編號 Id", 34), ("情況 Row is", 10), ("角色 Role", 13), ("單據 Row in its system", 48), ("原計入 Before", 18),
    ("現計入 Now", 18), ("原檔案 File before", 40), ("原行 Row", 8), ("現檔案 File now", 40), ("現行 Row", 8),
]  # fmt: skip
OTHERS = [("其他改動 What else changed", 90)]


def write_difference(path: Path, difference: Difference, company: Company) -> None:
    """Write the workbook; the same difference gives the same bytes. Amounts are in the base unit of the marts."""
    with Workbook(str(path), PLAIN_TEXT) as workbook:
        last_day = company.reporting_year.dates(difference.year)[1]
        title = f"{difference.year}: {difference.before} → {difference.now}"
        workbook.set_properties(
            {
                "title": title,
                "company": company.names.zh_hant,
                "comments": MADE_UP if company.made_up else "",
                "created": datetime.combine(last_day, time()),
            }
        )
        book = _Book(workbook, title, MADE_UP if company.made_up else None)
        book.sheet("數字 Figures", FIGURES, _figure_lines(difference))
        without = NO_ROWS if difference.rows is None else None
        book.sheet("行 Rows", ROWS, _row_lines(difference), without)
        book.sheet("其他 Others", OTHERS, [[one] for one in difference.changes.others])


def _figure_lines(difference: Difference) -> list[list[object]]:
    lines: list[list[object]] = []
    for one in difference.changes.figures:
        counts = difference.counts(one)
        known = difference.rows is not None and one.year == difference.year
        rows = [counts[what] if known else None for what in ("changed", "new", "gone")]
        material = "是 yes" if one.material else "否 no"
        told = told_restatement(difference, one)
        lines.append(
            [
                one.label,
                figure_text(one.key),
                one.year,
                one.unit,
                one.before,
                one.now,
                one.change,
                material,
                told,
                *rows,
            ]
        )
    return lines


def _row_lines(difference: Difference) -> list[list[object]]:
    return [
        [
            figure_text(one.key), one.moved, one.role, one.row_key, one.before, one.now,
            one.before_at and one.before_at.file, one.before_at and one.before_at.row,
            one.now_at and one.now_at.file, one.now_at and one.now_at.row,
        ]
        for figure in difference.changes.figures
        for one in difference.moved(figure)
    ]  # fmt: skip


class _Book:
    """The workbook being written, with its formats and what stands over every sheet."""

    def __init__(self, workbook: Workbook, title: str, banner: str | None) -> None:
        self.workbook, self.title, self.banner = workbook, title, banner
        top = {"valign": "top", "font_size": 10}
        self.heading = workbook.add_format({"bold": True, "font_size": 14})
        self.warn = workbook.add_format({"bold": True, "bg_color": WARN})
        self.head = workbook.add_format(
            {**top, "bold": True, "bg_color": HEAD, "bottom": 1, "text_wrap": True}
        )
        self.text = workbook.add_format({**top, "num_format": "@", "text_wrap": True})
        self.number = workbook.add_format({**top, "num_format": "#,##0.##########"})

    def sheet(
        self,
        name: str,
        columns: Sequence[tuple[str, int]],
        lines: Sequence[Sequence[object]],
        remark: str | None = None,
    ) -> None:
        """A table for A4 across, its heading frozen and repeated, with a filter."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        at = 0
        for text, style in ((self.banner, self.warn), (self.title, self.heading), (remark, self.text)):
            if text is not None:
                sheet.write_string(at, 0, text, style)
                at += 1
        for place, (heading, width) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(at, place, heading, self.head)
        for row, line in enumerate(lines, start=at + 1):
            for place, cell in enumerate(line):
                self._cell(sheet, row, place, cell)
        sheet.freeze_panes(at + 1, 0)
        sheet.repeat_rows(at)
        sheet.autofilter(at, 0, at + max(len(lines), 1), len(columns) - 1)

    def _cell(self, sheet: Worksheet, row: int, place: int, cell: object) -> None:
        style: Format = self.text
        if isinstance(cell, Decimal):
            sheet.write_number(row, place, float(cell), self.number)
        elif isinstance(cell, int):
            sheet.write_number(row, place, cell, style)
        elif cell is not None:
            sheet.write_string(row, place, str(cell), style)
