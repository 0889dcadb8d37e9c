"""Corrections in writing: applied before the contract is read, guarded by what stood there, never silent."""

from __future__ import annotations

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
    ],
)
def test_a_correction_that_does_not_hold_stops_the_export(folder, change, said):
    folder.correct(correct=[correction(**change)])
    (fault,) = folder.faults()
    assert said in fault
    assert "1990-02" not in fault


@pytest.mark.parametrize("without", ["reason", "row"])
def test_a_correction_needs_a_reason_and_a_place(folder, without):
    entry = correction()
    del entry[without]
    folder.correct(correct=[entry])
    with pytest.raises(IntakeError, match=without) as raised:
        folder.intake()
    assert "1990-02" not in str(raised.value)


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
