"""The inputs of a figure as one list, with the role of each row, as CSV and as a workbook. Nothing is summed here.

Roles: `numerator`, `denominator` and `scale` (full score) add to the figure; `factor` multiplied rows of it;
`excluded` was left out of an export that it reads, by the rule that is named.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dagster_project.company import Company
from dagster_project.figures.numbers import plain
from dagster_project.lineage.left_out import Correction, LeftOut
from dagster_project.lineage.passport import Passport
from dagster_project.lineage.rows import Contribution
from dagster_project.spreadsheet_text import PLAIN_TEXT, as_text

MADE_UP = "虛構數據 · 僅供演示  Made-up data · for demonstration only"
A4 = 9
MOST_ROWS = 1_048_000
"""What a sheet holds below its heading, to the thousand."""
LINE_HEIGHT = 15
TOLD_WIDTH = 84
HEAD, ASKED, WARN = "#E3ECEA", "#FFF6D6", "#FFF0D6"


@dataclass(frozen=True)
class Input:
    """One row of the list.

    Attributes:
        amount: what it adds, in the base unit of the marts; of a factor its value; None of a row left out.
        source_file: sha256 of the file.
        row_key: what tells the row apart in its system; people by their keyed hash.
        rule: by which it was left out, and `why` what the rule means or who decided.
    """

    figure: str
    role: str
    amount: Decimal | None
    factor: str | None
    file: str
    sheet: str | None
    row: int | None
    row_key: str | None
    rule: str | None
    why: str | None
    corrected: str | None
    sha256: str
    row_id: str | None


COLUMNS: list[tuple[str, str, float]] = [
    ("figure", "數字 Figure", 30),
    ("role", "角色 Role", 13),
    ("amount", "計入數 Amount", 17),
    ("factor", "因子 Factor", 30),
    ("file", "檔案 File", 42),
    ("sheet", "工作表 Sheet", 12),
    ("row", "行 Row", 8),
    ("row_key", "單據 Row in its system", 64),
    ("rule", "剔除規則 Left out by", 24),
    ("why", "原因 Why", 44),
    ("corrected", "更正 Corrected", 36),
    ("sha256", "檔案指紋 sha256 of the file", 16),
    ("row_id", "行號 Row id", 20),
]
TO_FILL_IN = [("所見單據 Document seen", 24.0), ("相符 Agrees", 10.0), ("備註 Remark", 30.0)]


def inputs_of(
    passport: Passport,
    rows: Iterable[Contribution],
    left_out: Iterable[LeftOut] = (),
    *,
    factors: bool = True,
) -> list[Input]:
    """The list: rows that add to the figure, then its factors, then rows that were left out."""
    figure = str(passport.figure)
    listed = [
        Input(
            figure, one.role, one.amount, one.factor, one.file_name, one.sheet, one.source_row, one.row_key,
            None, None, one.corrected, one.source_file, one.row_id,
        )
        for one in rows
    ]  # fmt: skip
    if factors:
        listed += [
            Input(
                figure, "factor", one.value, str(one), one.file_name, None, one.source_row, one.factor_id,
                None, one.document, None, one.source_file, None,
            )
            for one in passport.factors
        ]  # fmt: skip
    changed: dict[str, str] = {}
    for cell in passport.corrections:
        told = f"{cell.column}: {cell.old} -> {cell.new}"
        changed[cell.row_id] = f"{changed[cell.row_id]}; {told}" if cell.row_id in changed else told
    return listed + [
        Input(
            figure, "excluded", None, None, one.file_name, one.sheet, one.source_row, one.row_key,
            one.rule, one.why, changed.get(one.row_id), one.source_file, one.row_id,
        )
        for one in left_out
    ]  # fmt: skip


def write_csv(path: Path, inputs: Sequence[Input]) -> None:
    """Write the list as UTF-8 with a byte order mark, so that Excel reads it; amounts exact.

    A text that Excel would take for a formula has an apostrophe before it: files and registers are others' words.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")  # quotes a text with either of them
        writer.writerow(name for name, _, _ in COLUMNS)
        for one in inputs:
            writer.writerow(_told(getattr(one, name)) for name, _, _ in COLUMNS)


def _told(cell: object) -> object:
    if isinstance(cell, Decimal):
        return plain(cell)
    return as_text(cell) if isinstance(cell, str) else cell


def write_xlsx(
    path: Path, passport: Passport, company: Company, inputs: Sequence[Input], *, to_test: str | None = None
) -> None:
    """Write the passport, the list and the corrections as a workbook; the same content gives the same bytes.

    Args:
        to_test: how the rows were drawn, if they are a sample; then columns to fill in stand beside them.
    """
    with Workbook(str(path), PLAIN_TEXT) as workbook:
        last_day = company.reporting_year.dates(passport.figure.year)[1]
        workbook.set_properties(
            {
                "title": str(passport.figure),
                "company": company.names.zh_hant,
                "comments": MADE_UP if company.made_up else "",
                "created": datetime.combine(last_day, time()),
            }
        )
        book = _Book(workbook, MADE_UP if company.made_up else None)
        book.passport(passport, company, len(inputs), to_test)
        book.rows(passport, inputs, TO_FILL_IN if to_test else [])
        if passport.corrections:
            book.corrections(passport.corrections)


class _Book:
    """The workbook being written, with its formats and what stands over every sheet."""

    def __init__(self, workbook: Workbook, banner: str | None) -> None:
        self.workbook = workbook
        self.banner = banner
        top = {"valign": "top", "font_size": 10}
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.warn = workbook.add_format({"bold": True, "bg_color": WARN})
        self.head = workbook.add_format(
            {**top, "bold": True, "bg_color": HEAD, "bottom": 1, "text_wrap": True}
        )
        self.asked = workbook.add_format(
            {**top, "bold": True, "bg_color": ASKED, "bottom": 1, "text_wrap": True}
        )
        self.answer = workbook.add_format({**top, "bg_color": ASKED, "border": 4})
        self.label = workbook.add_format({**top, "bold": True})
        self.text = workbook.add_format({**top, "num_format": "@", "indent": 1})
        self.wrapped = workbook.add_format({**top, "num_format": "@", "text_wrap": True})
        self.whole = workbook.add_format({**top, "num_format": "0"})

    def number(self, decimals: int) -> Format:
        """The format of amounts with this many decimals."""
        places = "#,##0" + ("." + "0" * decimals if decimals else "")
        return self.workbook.add_format({"num_format": places, "valign": "top", "font_size": 10})

    def sheet(self, name: str, title: str, widths: Sequence[float]) -> tuple[Worksheet, int]:
        """A sheet for A4 across with the banner and a title; gives the row below them."""
        sheet = self.workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&8 " + title.replace("&", "&&") + "&R&8 &P / &N")
        if self.banner:
            sheet.set_header(f"&C&9{self.banner}")
            sheet.write_string(0, 0, self.banner, self.warn)
        sheet.write_string(int(self.banner is not None), 0, title, self.title)
        sheet.set_row(int(self.banner is not None), 22)
        return sheet, int(self.banner is not None) + 1

    def passport(self, passport: Passport, company: Company, rows: int, to_test: str | None) -> None:
        """The first sheet: what the figure is, how it was computed, what it is made of, what was checked."""
        kpi = passport.kpi
        sheet, at = self.sheet("數字 Figure", str(passport.figure), (26, TOLD_WIDTH, 16, 20, 14))
        told = [
            ("公司 Company", f"{company.names.zh_hant}  {company.names.en}"),
            ("指標 KPI", f"{kpi.names.zh_hant}  {kpi.names.en}"),
            ("數值 Figure", f"{passport.printed} {kpi.unit.names.zh_hant}"),
            ("算式 With numbers", passport.formula),
            ("公式 Formula", f"{passport.method.formula.zh_hant}\n{passport.method.formula.en}"),
            ("方法 Method", f"{passport.method.id}: {passport.method.source.zh_hant}"),
            ("準則 Standards", "; ".join(passport.standards)),
            ("上年 Year before", passport.previous or "-"),
            ("變動 Movement", passport.movement),
            ("狀態 Status", passport.value.status),
            ("相加 Rows add up", "是 yes" if passport.adds_up else "否 NO"),
            ("另行計算 Second computation", passport.computed_again),
            ("本冊行數 Rows listed", f"{rows:,}" + (f" ({to_test})" if to_test else "")),
        ]
        for name, text in told:
            sheet.write_string(at, 0, name, self.label)
            sheet.write_string(at, 1, text, self.wrapped)
            sheet.set_row(at, LINE_HEIGHT * _lines(text, TOLD_WIDTH))
            at += 1
        decimals = _decimals(share.subtotal for share in passport.shares)
        at = self._block(
            sheet,
            at + 1,
            ("角色 Role", "檔案 File", "行數 Rows", "小計 Subtotal", "更正 Corrected"),
            [(one.role, one.file_name, one.rows, one.subtotal, one.corrected) for one in passport.summed],
            decimals,
        )
        at = self._block(
            sheet,
            at + 1,
            ("剔除 Left out of", "規則 Rule", "行數 Rows"),
            [(one.contract, one.rule, one.rows) for one in passport.exclusions],
        )
        self._block(
            sheet,
            at + 1,
            ("關口 Gate", "檢查 Suite", "結果 Outcome", "規則數 Rules"),
            [(one.gate, one.suite, one.outcome, one.rules) for one in passport.checks],
        )

    def rows(self, passport: Passport, inputs: Sequence[Input], extra: Sequence[tuple[str, float]]) -> None:
        """The list, with its heading frozen, a filter, and columns to fill in if it is a sample.

        The figure stands above it, and a column in which no row says anything is left out.
        """
        columns = [
            column
            for column in COLUMNS[1:]
            if any(getattr(one, column[0]) is not None for one in inputs) or column[0] == "amount"
        ]
        widths = [width for _, _, width in columns] + [width for _, width in extra]
        sheet, at = self.sheet("行 Rows", str(passport.figure), widths)
        for place, (_, heading, _) in enumerate(columns):
            sheet.write_string(at, place, heading, self.head)
        for place, (heading, _) in enumerate(extra, start=len(columns)):
            sheet.write_string(at, place, heading, self.asked)
        amounts = self.number(_decimals(one.amount for one in inputs if one.role != "factor"))
        values = self.number(_decimals(one.amount for one in inputs if one.role == "factor"))
        for number, one in enumerate(inputs, start=at + 1):
            for place, (name, _, _) in enumerate(columns):
                self._cell(
                    sheet, number, place, getattr(one, name), values if one.role == "factor" else amounts
                )
            for place in range(len(columns), len(columns) + len(extra)):
                sheet.write_blank(number, place, None, self.answer)
        sheet.freeze_panes(at + 1, 0)
        sheet.repeat_rows(at)
        sheet.autofilter(at, 0, at + max(len(inputs), 1), len(columns) - 1)

    def corrections(self, corrections: Sequence[Correction]) -> None:
        """The cells of its exports that count as corrected in writing."""
        sheet, at = self.sheet(
            "更正 Corrections", "更正 Corrections", (36, 12, 8, 18, 18, 18, 36, 20, 12, 30, 24)
        )
        headings = (
            "檔案 File", "工作表 Sheet", "行 Row", "欄 Column", "原值 From", "更正值 To", "原因 Reason",
            "更正人 By", "日期 On", "憑證 Evidence", "憑證指紋 sha256",
        )  # fmt: skip
        cells = [
            (
                one.file_name, one.sheet, one.source_row, one.column, one.old, one.new, one.reason,
                one.decided_by, one.decided_on, one.evidence, one.evidence_sha256,
            )
            for one in corrections
        ]  # fmt: skip
        end = self._block(sheet, at, headings, cells)
        sheet.freeze_panes(at + 1, 0)
        sheet.autofilter(at, 0, end - 1, len(headings) - 1)

    def _block(
        self,
        sheet: Worksheet,
        at: int,
        headings: Sequence[str],
        lines: Sequence[Sequence[object]],
        decimals: int = 0,
    ) -> int:
        """A small table; gives the row below it, the same row if there is nothing to show."""
        if not lines:
            return at
        for column, heading in enumerate(headings):
            sheet.write_string(at, column, heading, self.head)
        number = self.number(decimals)
        for line, cells in enumerate(lines, start=at + 1):
            for column, cell in enumerate(cells):
                self._cell(sheet, line, column, cell, number)
        return at + 1 + len(lines)

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: object, number: Format) -> None:
        if isinstance(cell, Decimal):
            sheet.write_number(row, column, float(cell), number)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self.whole)
        elif cell is not None:
            sheet.write_string(row, column, str(cell), self.text)


def _decimals(amounts: Iterable[Decimal | None]) -> int:
    return max((len(plain(one).partition(".")[2]) for one in amounts if one is not None), default=0)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column, Chinese characters twice as wide as others."""
    return sum(
        1 + sum(2 if east_asian_width(one) in "WF" else 1 for one in line) // width
        for line in text.splitlines()
    )
