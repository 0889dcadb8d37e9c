"""Corrections in writing: applied before the contract is read, guarded by what stood there, never silent."""

from __future__ import annotations

import hashlib

import pytest

from dagster_project.intake import IntakeError, find_files, intake_contract, load_mappings
from tests.unit.intake.company_folder import HEADING, KEYLESS, ROSTER, CompanyFolder, workbook

ROWS = [["1", "張三", "", "男", "1990-02-30", "1"], ["2", "李四", "", "女", "1990-01-05", "2"]]
FILE = "raw/2023/roster.csv"


@pytest.fixture
def folder(folder: CompanyFolder) -> CompanyFolder:
    folder.put("roster.csv", [HEADING, *ROWS])
    return folder


def correction(**changes: object) -> dict[str, object]:
    entry = {
        "file": FILE,
        "row": 2,
        "column": "出生日期",
        "old": "1990-02-30",
        "new": "1990-02-20",
        "reason": "Typing error",
    }
    return {**entry, **changes}


def test_a_corrected_cell_is_read_instead_of_the_one_in_the_file(folder):
    assert len(folder.intake().quarantined_rows) == 1
    folder.correct(correct=[correction()])
    intake = folder.intake()
    assert intake.frame["birth_date"].tolist() == ["1990-02-20", "1990-01-05"]
    assert not intake.quarantined_rows


def test_an_excluded_row_is_accounted_for_by_its_rule(folder):
    folder.correct(exclude=[{"file": FILE, "row": 2, "rule": "test_record", "reason": "Made for training"}])
    intake = folder.intake()
    (row,) = intake.excluded_rows
    assert (row.source_row, row.rule, row.reason) == (2, "test_record", "Made for training")
    assert intake.frame["employee_no"].tolist() == ["2"]


def test_an_exclusion_settles_a_row_that_was_cut(folder):
    folder.put("roster.csv", "員工編號,姓名,證件號碼,性別,出生日期,薪資\n1,張三,,男,1990-01-05,1\n2,李")
    assert folder.faults()
    folder.correct(
        exclude=[{"file": FILE, "row": 3, "rule": "cut_off", "reason": "Sent again as a file of its own"}]
    )
    assert folder.intake().files[0].landed_rows == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"old": "1990-02-31"}, "old value is not what stands in the file"),
        ({"row": 9}, "a row that is not there"),
        ({"row": 1}, "a row that is not there"),
        ({"column": "生日"}, "the column 生日"),
        ({"file": "raw/2023/other.csv"}, "raw/2023/other.csv, which is not there"),
        ({"sheet": "a"}, "a row that is not there"),
        ({"evidence": "evidence/mail.pdf"}, "evidence/mail.pdf, which is not there"),
        ({"evidence": "../mail.pdf"}, "outside the company folder"),
    ],
)
def test_a_correction_that_does_not_hold_stops_the_export(folder, change, said):
    folder.correct(correct=[correction(**change)])
    (fault,) = folder.faults()
    assert said in fault


def test_a_guard_that_fails_says_what_stands_there_and_what_was_expected(folder):
    folder.correct(correct=[correction(old="1990-02-31")])
    (fault,) = folder.faults()
    assert "found:    1990-02-30" in fault
    assert "expected: 1990-02-31" in fault


@pytest.mark.parametrize("column", ["姓名", "證件號碼"])
def test_a_guard_of_a_personal_column_shows_neither(folder, column):
    folder.correct(correct=[correction(column=column, old="王五", new="趙六")])
    (fault,) = folder.faults()
    assert "found:    ***" in fault
    for secret in ("張三", "王五", "趙六"):
        assert secret not in fault


@pytest.mark.parametrize("change", [{"reason": None}, {"row": None}, {"key": {"員工編號": "1"}}])
def test_a_correction_needs_a_reason_and_one_place(folder, change):
    entry = {name: value for name, value in correction(**change).items() if value is not None}
    folder.correct(correct=[entry])
    with pytest.raises(IntakeError, match=r"reason|row") as raised:
        folder.intake()
    assert "1990-02" not in str(raised.value)


def by_key(**changes: object) -> dict[str, object]:
    entry = correction(**changes)
    del entry["row"]
    return entry


@pytest.mark.parametrize("name", ["員工編號", "employee_no"])
def test_a_correction_by_key_meets_its_row_wherever_the_file_has_it(folder, name):
    folder.correct(correct=[by_key(key={name: "1"})])
    for rows in (ROWS, ROWS[::-1]):
        folder.put("roster.csv", [HEADING, *rows])
        intake = folder.intake()
        assert sorted(intake.frame["birth_date"]) == ["1990-01-05", "1990-02-20"]
        (cell,) = intake.corrected_cells
        assert cell.source_row == 2 + rows.index(ROWS[0])


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ({"員工編號": "9"}, "a row that is not there"),
        ({"性別": "男"}, "rows 2, 4"),
        ({"工號簿": "1"}, "工號簿"),
    ],
)
def test_a_key_that_meets_no_row_or_several_stops_the_export(folder, key, said):
    folder.put("roster.csv", [HEADING, *ROWS, ["3", "王五", "", "男", "1990-02-30", "3"]])
    folder.correct(correct=[by_key(key=key)])
    (fault,) = folder.faults()
    assert said in fault


def test_a_row_may_be_left_out_by_its_key(folder):
    folder.correct(
        exclude=[{"file": FILE, "key": {"員工編號": "1"}, "rule": "test_record", "reason": "For training"}]
    )
    (row,) = folder.intake().excluded_rows
    assert (row.source_row, row.rule, row.decided_by, row.decided_on) == (
        2, "test_record", "A. Controller", "2024-01-10",
    )  # fmt: skip


def test_a_row_number_alone_does_not_leave_out_a_row_of_every_sheet(folder):
    (folder.settings.raw_dir(2023) / "roster.csv").unlink()
    folder.put("roster.xlsx", workbook({"a": [HEADING, ROWS[1]], "b": [HEADING, ["3", *ROWS[1][1:]]]}))
    folder.correct(exclude=[{"file": "raw/2023/roster.xlsx", "row": 2, "rule": "twice", "reason": "Twice"}])
    (fault,) = folder.faults()
    assert "sheet" in fault


def test_every_corrected_cell_is_kept_with_who_when_why_and_the_evidence(folder):
    evidence = folder.settings.company_dir / "evidence" / "mail.txt"
    evidence.parent.mkdir()
    evidence.write_bytes(b"20 February")
    folder.correct(correct=[correction(evidence="evidence/mail.txt")])
    intake = folder.intake()
    (cell,) = intake.corrected_cells
    assert cell.row_id == intake.frame["row_id"].iat[0]
    assert (cell.column_name, cell.old_value, cell.new_value) == ("birth_date", "1990-02-30", "1990-02-20")
    assert (cell.reason, cell.decided_by, cell.decided_on) == ("Typing error", "A. Controller", "2024-01-10")
    assert cell.evidence == "evidence/mail.txt"
    assert cell.evidence_sha256 == hashlib.sha256(b"20 February").hexdigest()


def test_a_corrected_cell_of_a_person_is_kept_masked(folder):
    folder.correct(correct=[correction(column="姓名", old="張三", new="章三")])
    (cell,) = folder.intake().corrected_cells
    assert (cell.old_value, cell.new_value) == ("***", "***")


def test_a_correction_of_a_row_that_is_held_back_all_the_same_is_kept_too(folder):
    folder.correct(correct=[correction(new="1990-02-29")])
    intake = folder.intake()
    assert [cell.row_id for cell in intake.corrected_cells] == [row.row_id for row in intake.quarantined_rows]


def test_a_correction_of_one_sheet_does_not_trouble_a_contract_that_reads_another(tmp_path):
    folder = CompanyFolder(tmp_path)
    other = {"contract": "hr__keyless", "sheets": ["b"]}
    feeds = [{"contract": "hr__roster", "sheets": ["a"]}, other]
    folder.write_yaml("mappings/both.yml", {"file": "*", "feeds": feeds})
    folder.put("roster.xlsx", workbook({"a": [HEADING, ROWS[1]], "b": [HEADING, ROWS[1], ROWS[0]]}))
    folder.correct(correct=[correction(file="raw/2023/roster.xlsx", sheet="b", row=3)])
    folder.exports = ["hr__roster", "hr__keyless"]
    contracts = {"hr__roster": ROSTER, "hr__keyless": KEYLESS}
    mappings = load_mappings(folder.settings.company_dir, contracts)
    files = find_files(folder.settings, folder.company, mappings, 2023, contracts)
    roster, keyless = (
        intake_contract(contract, files.of(name), folder.settings, 2023)
        for name, contract in contracts.items()
    )
    assert roster.frame["birth_date"].tolist() == ["1990-01-05"]
    assert keyless.frame["birth_date"].tolist() == ["1990-01-05", "1990-02-20"]


def test_a_correction_names_its_sheet_where_rows_repeat(folder):
    (folder.settings.raw_dir(2023) / "roster.csv").unlink()
    folder.put("roster.xlsx", workbook({"a": [HEADING, ROWS[1]], "b": [HEADING, ROWS[0]]}))
    folder.correct(correct=[correction(file="raw/2023/roster.xlsx", sheet="b")])
    assert folder.intake().frame["birth_date"].tolist() == ["1990-01-05", "1990-02-20"]
