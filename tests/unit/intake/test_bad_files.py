"""Files that stop their export: one message for every fault, saying where, what was found, and what to do."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from dagster_project.intake import IntakeError, find_files, load_mappings, missing_exports
from dagster_project.registry.contracts import Column
from tests.unit.intake.company_folder import HEADING, ROSTER, ROWS, YEAR, CompanyFolder, text_table, workbook

GOOD = [HEADING, *ROWS]
GOOD_CELLS = [HEADING, ["1", "張三", "", "男", "1990-01-05", "1"], ["2", "李四", "", "女", "1985-02-03", "2"]]


def only_fault(folder: CompanyFolder) -> str:
    faults = folder.faults()
    assert len(faults) == 1, faults
    assert "張三" not in faults[0]
    assert "李四" not in faults[0]
    return faults[0]


@pytest.mark.parametrize("content", [b"", b"\r\n \n", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file(folder, content):
    folder.put("roster.csv", content)
    fault = only_fault(folder)
    assert "raw/2023/roster.csv" in fault
    assert "an empty file" in fault
    assert "found:" in fault
    assert "expected:" in fault
    assert "to do:" in fault


def test_a_heading_without_rows(folder):
    folder.put("roster.csv", [HEADING])
    assert "a heading and no rows" in only_fault(folder)


def test_a_heading_with_footnotes_alone_has_no_rows(folder):
    folder.put("roster.csv", [HEADING, ["註：本年無"]])
    assert "a heading and no rows" in only_fault(folder)


def test_a_rightly_empty_export_gives_an_empty_table(folder):
    folder.rightly_empty = {YEAR: {ROSTER.id: "Nobody yet"}}
    folder.put("roster.csv", [HEADING])
    intake = folder.intake()
    assert intake.frame.empty
    assert intake.files[0].landed_rows == 0


def test_a_rightly_empty_export_need_not_be_handed_in(folder):
    folder.rightly_empty = {YEAR: {ROSTER.id: "Nobody yet"}}
    assert folder.intake().frame.empty


def test_a_rightly_empty_export_with_rows_contradicts_itself(folder):
    folder.rightly_empty = {YEAR: {ROSTER.id: "Nobody yet"}}
    folder.put("roster.csv", GOOD_CELLS)
    assert "rightly empty" in only_fault(folder)


def test_a_last_line_that_was_cut(folder):
    folder.put("roster.csv", text_table(GOOD_CELLS)[:-12])
    fault = only_fault(folder)
    assert "row 3" in fault
    assert "cut off" in fault


def test_a_file_cut_in_its_first_field(folder):
    folder.put("roster.csv", text_table(GOOD_CELLS) + "00")
    assert "cut off" in only_fault(folder)


def test_a_quote_that_is_never_closed(folder):
    folder.put("roster.csv", text_table(GOOD_CELLS) + '3,"王五,,男,1990-01-05,1\n4,趙六,,男,1990-01-05,1\n')
    fault = only_fault(folder)
    assert "row 4" in fault
    assert "quotation mark" in fault


@pytest.mark.parametrize("cut", [50, 1000, -30])
def test_a_workbook_that_was_cut(folder, cut):
    folder.put("roster.xlsx", workbook({"a": GOOD_CELLS})[:cut])
    assert "workbook that cannot be opened" in only_fault(folder)


def test_an_old_or_protected_workbook(folder):
    folder.put("roster.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "password" in only_fault(folder)


def test_an_empty_workbook(folder):
    folder.put("roster.xlsx", workbook({"a": []}))
    assert "without a filled cell" in only_fault(folder)


def test_a_formula_that_was_never_calculated(folder):
    folder.put("roster.xlsx", workbook({"a": [HEADING, ["1", "張三", "", "男", "1990-01-05", "=1+1"]]}))
    fault = only_fault(folder)
    assert "sheet a, cell F2" in fault


def test_a_workbook_that_counts_days_from_1904(folder):
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append(HEADING)
    buffer = io.BytesIO()
    book.save(buffer)
    folder.put("roster.xlsx", buffer.getvalue())
    assert "1904" in only_fault(folder)


def test_an_export_in_scope_that_has_no_contract(folder):
    folder.put("roster.csv", GOOD_CELLS)
    folder.exports = [ROSTER.id, "hr__rooster"]
    assert "hr__rooster" in only_fault(folder)


def test_bytes_of_no_encoding(folder):
    folder.put("roster.csv", text_table(GOOD_CELLS).encode("gbk") + b"3,\xff\xff\xff,,,,\n")
    fault = only_fault(folder)
    assert "row 4" in fault
    assert "ff ff" in fault
    assert "UTF-8" in fault


def test_a_file_with_a_mark_of_utf_8_that_is_not(folder):
    folder.put("roster.csv", b"\xef\xbb\xbf" + text_table(GOOD_CELLS).encode("gbk"))
    assert "utf-8" in only_fault(folder)


def test_all_missing_columns_are_named_with_their_headings(folder):
    folder.put("roster.csv", [["員工編號", "姓名", "薪資", "證件號碼"], ["1", "張三", "1", ""]])
    faults = folder.faults()
    assert len(faults) == 2
    assert "gender (性別)" in faults[0]
    assert "birth_date (出生日期)" in faults[1]
    assert "row 1" in faults[0]
    assert "員工編號, 姓名, 薪資, 證件號碼" in faults[0]


def test_a_file_without_any_heading_does_not_show_its_rows(folder):
    folder.put("roster.csv", ROWS)
    assert "no row with the headings" in only_fault(folder)


def test_a_repeated_heading(folder):
    folder.put("roster.csv", [[*HEADING, "性別"], ["1", "張三", "", "男", "1990-01-05", "1", "女"]])
    fault = only_fault(folder)
    assert "性別 more than once" in fault


def test_two_headings_that_mean_the_same_column(folder):
    folder.put("roster.csv", [[*HEADING, "gender"], ["1", "張三", "", "男", "1990-01-05", "1", "女"]])
    assert "both mean gender" in only_fault(folder)


def test_a_sheet_that_is_not_there(tmp_path):
    folder = CompanyFolder(tmp_path)
    folder.map(sheets=["深圳", "上*"])
    folder.put("roster.xlsx", workbook({"深圳": GOOD_CELLS, "北京": GOOD_CELLS}))
    fault = only_fault(folder)
    assert "a sheet 上*" in fault
    assert "深圳, 北京" in fault


def test_a_sheet_of_something_else_must_be_left_out_in_writing(folder):
    folder.put("roster.xlsx", workbook({"深圳": GOOD_CELLS, "說明": [["這是說明"]]}))
    fault = only_fault(folder)
    assert "sheet 說明" in fault
    assert "`sheets`" in fault
    folder.map(sheets=["深圳"])
    assert len(folder.intake().frame) == 2


def test_a_file_that_no_mapping_claims(tmp_path):
    folder = CompanyFolder(tmp_path)
    folder.map(file="roster*.csv")
    folder.put("roster.csv", GOOD_CELLS)
    folder.put("人力/新檔案.csv", GOOD_CELLS)
    folder.put(".DS_Store", b"x")
    folder.put("~$roster.xlsx", b"x")
    fault = only_fault(folder)
    assert "raw/2023/人力/新檔案.csv" in fault
    assert "no mapping claims" in fault


def test_a_file_that_two_mappings_claim(folder):
    folder.map(file="*.csv", name="second")
    folder.put("roster.csv", GOOD_CELLS)
    assert "mappings/roster.yml and mappings/second.yml" in only_fault(folder)


def test_an_export_in_scope_without_a_file(tmp_path):
    folder = CompanyFolder(tmp_path)
    folder.map(file="人力/花名冊*.csv")
    fault = only_fault(folder)
    assert "raw/2023/人力/花名冊*.csv" in fault
    assert "花名冊 (Roster)" in fault


def test_an_export_in_scope_without_a_mapping(tmp_path):
    folder = CompanyFolder(tmp_path)
    assert "no mapping that feeds hr__roster" in only_fault(folder)


def test_the_same_content_twice(folder):
    folder.put("a.csv", GOOD_CELLS)
    folder.put("b.csv", GOOD_CELLS)
    fault = only_fault(folder)
    assert "raw/2023/b.csv" in fault
    assert "the same bytes as raw/2023/a.csv" in fault


def test_the_faults_of_all_files_are_reported_at_once(folder):
    folder.put("a.csv", b"")
    folder.put("b.csv", [["員工編號", "性別", "性別", "姓名"], ["1", "", "", ""]])
    folder.put("c.xlsx", b"PK\x03\x04 and nothing more")
    with pytest.raises(IntakeError) as raised:
        folder.intake()
    text = str(raised.value)
    assert {fault.file for fault in raised.value.faults} == {
        f"raw/2023/{name}" for name in ["a.csv", "b.csv", "c.xlsx"]
    }
    for name in ["a.csv", "b.csv", "c.xlsx", "性別 more than once", "birth_date"]:
        assert name in text
    assert text.startswith(f"{len(raised.value.faults)} faults at intake:")


def test_a_company_s_mappings_are_checked_as_a_whole(folder):
    folder.write_yaml("mappings/a.yml", {"file": "*", "feeds": [{"contract": "hr__roster", "colums": {}}]})
    folder.write_yaml("mappings/b.yml", {"file": "*", "feeds": [{"contract": "hr__nothing"}]})
    folder.write_yaml(
        "mappings/c.yml",
        {"file": "*", "feeds": [{"contract": "hr__roster", "constants": {"gender": "X", "grade": "A"}}]},
    )
    folder.write_yaml(
        "mappings/d.yml",
        {"file": "*", "feeds": [{"contract": "hr__roster", "constants": {"birth_date": "2023-02-30"}}]},
    )
    with pytest.raises(IntakeError) as raised:
        load_mappings(folder.settings.company_dir, {ROSTER.id: ROSTER})
    text = str(raised.value)
    for part in ["colums", "contract hr__nothing", "column grade", "2023-02-30"]:
        assert part in text
    assert len(raised.value.faults) == 4


def test_a_mapping_with_a_key_written_twice_is_refused(folder):
    path = folder.settings.company_dir / "mappings" / "twice.yml"
    path.write_text("file: a\nfile: b\nfeeds: [{contract: hr__roster}]\n", encoding="utf-8")
    with pytest.raises(IntakeError, match="written more than once: file"):
        load_mappings(folder.settings.company_dir, {ROSTER.id: ROSTER})


def test_mappings_may_hold_in_some_years_only(tmp_path):
    folder = CompanyFolder(tmp_path)
    for name, years in [("old", [2022]), ("new", [2023])]:
        folder.write_yaml(
            f"mappings/{name}.yml", {"file": "*", "years": years, "feeds": [{"contract": ROSTER.id}]}
        )
    folder.put("roster.csv", GOOD_CELLS)
    contracts = {ROSTER.id: ROSTER}
    mappings = load_mappings(folder.settings.company_dir, contracts)
    files = find_files(folder.settings, folder.company, mappings, YEAR, contracts)
    assert not files.faults
    assert len(files.of(ROSTER.id).files) == 1


def test_a_contract_out_of_scope_has_an_empty_table_and_its_files_are_not_landed(folder):
    folder.put("roster.csv", GOOD_CELLS)
    other = ROSTER.model_copy(update={"id": "hr__other"})
    contracts = {ROSTER.id: ROSTER, other.id: other}
    folder.write_yaml(
        "mappings/roster.yml", {"file": "*", "feeds": [{"contract": ROSTER.id}, {"contract": other.id}]}
    )
    mappings = load_mappings(folder.settings.company_dir, contracts)
    files = find_files(folder.settings, folder.company, mappings, YEAR, contracts).of(other.id)
    assert not files.in_scope
    assert not files.faults


def test_a_year_is_complete_once_every_pattern_has_a_file(tmp_path):
    folder = CompanyFolder(tmp_path)
    registers = ["grades", "entities", "locations", "sites", "published_figures"]
    folder.write_yaml(
        "company.yml",
        {
            **folder.company.model_dump(
                by_alias=True, mode="json", include={"id", "names", "boundary", "first_year"}
            ),
            "exports": ["customers__complaints"],
            "rightly_empty": {YEAR: {f"company__{name}": "None kept" for name in registers}},
        },
    )
    folder.write_yaml(
        "mappings/a.yml", {"file": "客訴*.csv", "feeds": [{"contract": "customers__complaints"}]}
    )
    assert missing_exports(folder.settings, YEAR) == ["customers__complaints"]
    folder.put("客訴台帳.csv", [["工單號"]])
    assert missing_exports(folder.settings, YEAR) == []


def test_a_file_that_no_mapping_claims_is_seen_before_any_file_is_read(tmp_path):
    from dagster_project.intake import faults_of_the_folder

    folder = CompanyFolder(tmp_path)
    folder.exports = []
    folder.write_yaml("company.yml", folder.company.model_dump(mode="json", by_alias=True))
    assert faults_of_the_folder(folder.settings, YEAR) == []
    folder.put("new.csv", "a,b\n1,2\n")
    (fault,) = faults_of_the_folder(folder.settings, YEAR)
    assert fault.file == "raw/2023/new.csv"


def test_a_column_that_may_be_empty_but_is_needed_must_have_its_heading(tmp_path):
    columns = {
        **ROSTER.columns,
        "leave_date": Column(type="date", needed=True, aliases=["離職日期"], meaning="Decides the year"),
    }
    folder = CompanyFolder(tmp_path, ROSTER.model_copy(update={"columns": columns}))
    folder.map()
    folder.put("roster.csv", text_table([HEADING, *ROWS]))
    assert any("離職日期" in fault for fault in folder.faults())
    folder.put("roster.csv", text_table([[*HEADING, "離職日期"], *([*row, ""] for row in ROWS)]))
    assert folder.faults() == []
