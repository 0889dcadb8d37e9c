"""Encodings, separators, headings and sheets: the same rows come out of every dialect."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.unit.intake.company_folder import HEADING, KEYLESS, ROWS, CompanyFolder, text_table, workbook

SIMPLIFIED = ["员工编号", "姓名", "证件号码", "性别", "出生日期", "薪资"]


def assert_read(folder: CompanyFolder) -> None:
    frame = folder.intake().frame
    assert frame["employee_no"].tolist() == ["000123", "000124"]
    assert frame["person_name"].tolist() == ["張三", "李四"]
    assert frame["gender"].tolist() == ["male", "female"]
    assert frame["birth_date"].tolist() == ["1990-01-05", "1985-02-03"]
    assert frame["salary"].tolist() == ["1924.37", None]


CELLS = [HEADING, *ROWS]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gbk"),
        ("gb18030", "gbk"),
        ("big5", "big5"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_every_encoding_is_found(folder, encoding, named):
    folder.put("roster.csv", CELLS, encoding)
    assert_read(folder)
    assert folder.intake().files[0].encoding == named


@pytest.mark.parametrize("name", ["㑇𠮷", "阿卜杜·熱合曼", "龦"])
def test_rare_characters_need_gb18030_and_survive(folder, name):
    rows = [HEADING, ["1", name, "", "男", "1990-01-05", ""]]
    folder.put("roster.csv", rows, "gb18030")
    assert folder.intake().frame["person_name"].tolist() == [name]


def test_big5_is_not_taken_for_gbk_though_its_bytes_would_do(folder):
    data = text_table(CELLS).encode("big5")
    data.decode("gb18030")
    folder.put("roster.csv", data)
    assert folder.intake().files[0].encoding == "big5"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_separator_is_found(folder, separator):
    folder.put("roster.csv", text_table(CELLS, separator))
    assert_read(folder)
    assert folder.intake().files[0].separator == separator


def test_simplified_headings_match_traditional_aliases(folder):
    folder.put("roster.csv", [SIMPLIFIED, *CELLS[1:]], "gbk")
    assert_read(folder)


def test_headings_match_in_any_width_and_with_blanks(folder):
    folder.put(
        "roster.csv", [["員工 編號", " 姓名", "證件號碼　", "性別", "出生\u200b日期", "薪資"], *CELLS[1:]]
    )
    assert_read(folder)


def test_title_lines_above_the_heading_are_no_rows(folder):
    folder.put("roster.csv", [["2023年在職花名冊"], ["單位：全公司", "", "日期", "", "", ""], [], *CELLS])
    assert_read(folder)
    assert folder.intake().frame["source_row"].tolist() == [5, 6]


def test_footnotes_and_totals_under_the_table_are_excluded_by_a_rule(folder):
    notes = [["合計", "", "", "", "", "1924.37"], ["註：薪資為稅前"], ["制表人：王五", "", "", "", "", ""]]
    folder.put("roster.csv", [*CELLS, [], *notes])
    assert_read(folder)
    intake = folder.intake()
    assert [(row.rule, row.source_row) for row in intake.excluded_rows] == [
        ("footnote", 5), ("footnote", 6), ("footnote", 7),
    ]  # fmt: skip
    assert intake.files[0].landed_rows == 5
    assert "王五" not in str(intake.excluded_rows)


def test_a_complete_record_is_no_footnote_though_it_begins_like_one(folder):
    folder.put("roster.csv", [HEADING, ["合計", "張三", "", "男", "1990-01-05", "1"]])
    intake = folder.intake()
    assert intake.frame["employee_no"].tolist() == ["合計"]
    assert not intake.excluded_rows


def test_a_heading_printed_on_each_page_is_excluded(folder):
    folder.put("roster.csv", [*CELLS[:2], HEADING, CELLS[2]])
    assert_read(folder)
    assert [row.rule for row in folder.intake().excluded_rows] == ["repeated_heading"]


def test_blank_rows_are_not_landed(folder):
    folder.put("roster.csv", [CELLS[0], CELLS[1], [], ["", "", "", "", "", ""], [" ", "　"], CELLS[2]])
    assert_read(folder)
    intake = folder.intake()
    assert intake.files[0].landed_rows == 2
    assert intake.frame["source_row"].tolist() == [2, 6]


def test_a_quoted_field_may_hold_separators_quotes_and_line_breaks(folder):
    folder.put(
        "roster.csv",
        text_table([HEADING]) + '1,"張, ""三""\n小姐",,男,1990-01-05,"1,924.37"\n2,李四,,女,1990-01-05,\n',
    )
    frame = folder.intake().frame
    assert frame["person_name"].tolist() == ['張, "三"\n小姐', "李四"]
    assert frame["salary"].tolist() == ["1924.37", None]
    assert frame["source_row"].tolist() == [2, 3]


def test_a_workbook_s_numbers_and_dates_are_exact(folder):
    rows = [
        HEADING,
        ["000123", "張三", "", "男", date(1990, 1, 5), 1924.37],
        [124, "李四", "", "女", datetime(1985, 2, 3), 0.1 + 0.2],
        [125, "王五", "", "女", 32878, 1e15 / 3],
    ]
    folder.put("roster.xlsx", workbook({"花名冊": rows}))
    frame = folder.intake().frame
    assert frame["employee_no"].tolist() == ["000123", "124", "125"]
    assert frame["birth_date"].tolist() == ["1990-01-05", "1985-02-03", "1990-01-05"]
    assert frame["salary"].tolist() == ["1924.37", "0.3", "333333333333333"]
    assert frame["source_sheet"].tolist() == ["花名冊"] * 3


def test_a_number_with_more_digits_than_excel_keeps_is_no_code(folder):
    folder.put(
        "roster.xlsx", workbook({"a": [HEADING, ["1", "張三", 440301199001051234, "男", "1990-01-05", 1]]})
    )
    (row,) = folder.intake().quarantined_rows
    assert row.column_name == "id_number"
    assert "scientific notation" in row.reason
    assert row.found == "***"


def test_every_sheet_with_the_heading_is_read(folder):
    folder.put(
        "roster.xlsx",
        workbook({"深圳": [HEADING, CELLS[1]], "空": [], "上海": [["上海"], HEADING, CELLS[2]]}),
    )
    assert_read(folder)
    frame = folder.intake().frame
    assert frame["source_sheet"].tolist() == ["深圳", "上海"]
    assert frame["source_row"].tolist() == [2, 3]
    assert frame["row_id"].is_unique
    assert folder.intake().files[0].sheets == "深圳, 上海"


def test_a_heading_over_two_lines_is_joined_from_group_and_part(tmp_path):
    folder = CompanyFolder(tmp_path)
    folder.map(columns={"salary": "薪資稅前", "birth_date": "個人資料出生日期"})
    upper = ["員工編號", "個人資料", None, None, None, "薪資", None]
    lower = [None, "姓名", "證件號碼", "性別", "出生日期", "稅前", "稅後"]
    rows = [["花名冊"], upper, lower, ["1", "張三", "", "男", "1990-01-05", 1924.37, 1000]]
    folder.put("roster.xlsx", workbook({"a": rows}))
    frame = folder.intake().frame
    assert frame["person_name"].tolist() == ["張三"]
    assert frame["salary"].tolist() == ["1924.37"]
    assert frame["source_row"].tolist() == [4]


def test_rows_without_a_key_are_kept_though_they_repeat(tmp_path):
    folder = CompanyFolder(tmp_path, KEYLESS)
    folder.map()
    folder.put("roster.csv", [HEADING, CELLS[1], CELLS[1], CELLS[1]])
    assert len(folder.intake().frame) == 3


def test_the_same_files_give_the_same_rows(folder):
    folder.put("b.csv", [HEADING, CELLS[1]])
    folder.put("a.csv", [HEADING, CELLS[2]])
    first, second = folder.intake(), folder.intake()
    assert first.frame.equals(second.frame)
    assert [file.file_name for file in first.files] == ["raw/2023/a.csv", "raw/2023/b.csv"]
