"""Workbook and page of a pack: every table is there, an empty one says why, every sheet is marked, formulas hold."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from dagster_project.pack.html import MOST_ROWS, html_text
from dagster_project.pack.parts import TICK, Column, Formula, Part, Table
from dagster_project.pack.xlsx import FIRST_ROW, HEADING_ROW, INDEX, Book, sheet_names, write_workbook
from tests.unit.pack.formulas import Sheets

MARKS = ["虛構數據 MADE-UP DATA", "草稿 DRAFT"]
SHARES = Table(
    "shares",
    "Shares",
    "行 Rows",
    [
        Column("figure", "數字 Figure"),
        Column("amount", "數量 Amount"),
        Column("on", "日期 On"),
        Column("row", "行 Row", plain=True),
    ],
    [
        ["2023/water", Decimal("1200.25"), date(2023, 1, 31), 2023],
        ["2023/paper", Decimal(7), datetime(2023, 2, 1, 9, 30), 1200],
        ["2023/water", Decimal("0.5"), None, 3],
    ],
    "沒有 none",
    to_fill=TICK,
)
SUMS = Table(
    "sums",
    "Sums",
    "合計 & Sums",
    [Column("figure", "數字 Figure"), Column("sum", "合計 Sum"), Column("agrees", "相符 Agrees")],
    [
        [
            "2023/water",
            Formula("=SUMIFS({shares:amount},{shares:figure},{figure})", Decimal("1200.75")),
            Formula('=IF(ROUND({sum},1)=1200.8,"yes","NO")', "yes"),
        ]
    ],
    "",
)
EMPTY = Table("events", "Events", "期後事項 Events", [Column("id", "編號 No.")], [], "沒有登記 <none> kept")


@pytest.fixture
def book():
    parts = [
        Part("1", "行 Rows", "說明 About", "3 rows", [SHARES, SUMS]),
        Part("B", "期後事項 Events", "說明 About", "none", [EMPTY]),
    ]
    return Book("2023 資料冊 Pack", "甲公司 A & B", MARKS, [("年度 Year", "2023")], parts, date(2023, 12, 31))


@pytest.fixture
def written(book, tmp_path):
    path = tmp_path / "pack.xlsx"
    write_workbook(path, book)
    return path


def test_the_index_leads_to_every_table(book, written):
    workbook = openpyxl.load_workbook(written)
    names = sheet_names(book.parts)
    assert workbook.sheetnames == [INDEX, "01 Shares", "01b Sums", "B Events"]
    linked = {
        cell.value: cell.hyperlink.location
        for row in workbook[INDEX].iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert linked == {name: f"'{name}'!A1" for name in names.values()}


def test_every_sheet_and_the_page_say_what_they_are(book, written):
    for sheet in openpyxl.load_workbook(written):
        assert sheet["A1"].value == " · ".join(MARKS)
        assert " · ".join(MARKS) in sheet.oddHeader.center.text
    assert html_text(book, "pack.xlsx").count(" · ".join(MARKS)) == 1 + len(book.parts)


def test_numbers_and_dates_are_real_and_shown_with_their_decimals(written):
    sheet = openpyxl.load_workbook(written)["01 Shares"]
    amount, on, row = (sheet.cell(FIRST_ROW + 1, place) for place in (2, 3, 4))
    assert (amount.value, amount.number_format) == (1200.25, "#,##0.00")
    assert (on.value, on.number_format) == (datetime(2023, 1, 31), "yyyy-mm-dd")
    assert (row.value, row.number_format) == (2023, "0")


def test_a_sheet_can_be_worked_in(written):
    sheet = openpyxl.load_workbook(written)["01 Shares"]
    assert sheet.freeze_panes == f"B{FIRST_ROW + 1}"
    assert sheet.auto_filter.ref == f"A{HEADING_ROW + 1}:F{HEADING_ROW + 4}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == f"${HEADING_ROW + 1}:${HEADING_ROW + 1}"
    assert [rule.formula1 for rule in sheet.data_validations.dataValidation] == ['"Y,N,n/a"']


def test_an_empty_table_says_why(book, written):
    assert openpyxl.load_workbook(written)["B Events"].cell(FIRST_ROW + 1, 1).value == EMPTY.why_empty
    assert "沒有登記 &lt;none&gt; kept" in html_text(book, "pack.xlsx")


def test_formulas_give_what_they_were_said_to_give(written):
    sheets = Sheets(written)
    assert len(sheets.cells) == 2
    for sheet, place in sheets.cells:
        assert sheets.computed(sheet, place) == sheets.cached[sheet][place].value


def test_the_same_content_gives_the_same_bytes(book, written, tmp_path):
    again = tmp_path / "again.xlsx"
    write_workbook(again, book)
    assert again.read_bytes() == written.read_bytes()
    assert html_text(book, "pack.xlsx") == html_text(book, "pack.xlsx")


def test_the_page_has_each_part_and_asks_no_network(book):
    page = html_text(book, "pack.xlsx")
    for part in book.parts:
        assert f'<a href="#part-{part.number}">' in page
        assert f'<section id="part-{part.number}"' in page
    assert not re.findall(r"(?:src|href)=\"(?!#)", page)
    assert "1,200.75" in page


def test_a_long_table_is_cut_on_the_page_and_says_so(book):
    long = Table("long", "Long", "長 Long", [Column("n", "數 N")], [[n] for n in range(MOST_ROWS + 1)], "")
    page = html_text(Book("t", "c", MARKS, [], [Part("1", "a", "b", "c", [long])], book.day), "pack.xlsx")
    assert f"{MOST_ROWS + 1} 行 rows" in page
    assert f"the first {MOST_ROWS} are shown here" in page
    assert f'<td class="n">{MOST_ROWS - 1}</td>' in page
    assert f'<td class="n">{MOST_ROWS}</td>' not in page


def test_rows_of_the_wrong_length_are_refused():
    with pytest.raises(ValueError, match="1 columns"):
        Table("t", "T", "t", [Column("a", "a")], [["one", "two"]], "")
