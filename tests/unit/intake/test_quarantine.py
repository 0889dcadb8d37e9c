"""Rows that cannot be used: each held back with its reason, the others kept, and none lost."""

from __future__ import annotations

import json

import pytest

from dagster_project.intake import Finding, quarantine_rows
from tests.unit.intake.company_folder import HEADING, CompanyFolder, text_table, workbook


def row(number: str, **cells: str) -> list[str]:
    values = {"姓名": "張三", "證件號碼": "", "性別": "男", "出生日期": "1990-01-05", "薪資": "1", **cells}
    return [number, *values.values()]


def test_a_row_with_faults_is_held_back_and_the_others_are_kept(folder):
    folder.put(
        "roster.csv", [HEADING, row("1"), row("2", 出生日期="1990-02-30", 薪資="甲", 性別=""), row("3")]
    )
    intake = folder.intake()
    assert intake.frame["employee_no"].tolist() == ["1", "3"]
    (held,) = intake.quarantined_rows
    assert held.source_row == 3
    assert held.file_name == "raw/2023/roster.csv"
    assert held.column_name == "gender, birth_date, salary"
    assert held.found == "(empty); 1990-02-30; 甲"
    assert "出生日期 (birth_date): there is no such day" in held.reason
    assert held.expected
    assert held.remedy


def test_the_books_balance_for_every_file(folder):
    folder.put("a.csv", [HEADING, row("1"), row("2", 性別="X"), ["合計", "", "", "", "", "2"]])
    folder.put("b.csv", [HEADING, row("1"), row("4"), row("5", 出生日期="")])
    books = folder.intake().landed_files.set_index("file_name")
    counts = books[["landed_rows", "kept_rows", "excluded_rows", "quarantined_rows"]].to_numpy().tolist()
    assert counts == [[3, 1, 1, 1], [3, 1, 0, 2]]
    assert folder.intake().unbalanced() == []


def test_a_lost_row_is_noticed(folder):
    folder.put("a.csv", [HEADING, row("1"), row("2")])
    intake = folder.intake()
    lost = intake.with_frame(intake.frame.iloc[:1])
    assert lost.unbalanced() == [
        "hr__roster: raw/2023/a.csv landed 2 rows, but 0 excluded + 0 quarantined + 1 kept"
    ]


def test_a_repeated_key_holds_back_the_later_row_and_names_the_first(folder):
    folder.put("a.csv", [HEADING, row("1"), row("2"), row("1", 薪資="2")])
    folder.put("b.csv", [HEADING, row("2", 薪資="3")])
    intake = folder.intake()
    assert intake.frame["salary"].tolist() == ["1", "1"]
    first, second = intake.quarantined_rows
    assert "row 2 of raw/2023/a.csv" in first.reason
    assert "row 3 of raw/2023/a.csv" in second.reason
    assert second.file_name == "raw/2023/b.csv"


def test_keys_are_compared_in_their_canonical_spelling(folder):
    folder.put("a.csv", [HEADING, row("００1"), row("001")])
    assert len(folder.intake().quarantined_rows) == 1


@pytest.mark.parametrize("cells", [["2", "李四", "", "女", "1990-01-05", "1", "超出"], ["2", "李四", "女"]])
def test_a_ragged_row_is_held_back_and_shows_none_of_its_cells(folder, cells):
    folder.put("roster.csv", [HEADING, row("1"), cells, row("3")])
    (held,) = folder.intake().quarantined_rows
    assert held.source_row == 3
    assert held.found == f"{len(cells)} fields"
    assert "李四" not in str(held)


def test_empty_fields_beyond_the_heading_are_no_fault(folder):
    folder.put("roster.csv", [[*HEADING, ""], [*row("1"), "", ""]])
    assert len(folder.intake().frame) == 1


def test_short_rows_of_a_workbook_end_in_blank_cells(folder):
    folder.put("roster.xlsx", workbook({"a": [HEADING, row("1")[:5]]}))
    assert folder.intake().frame["salary"].tolist() == [None]


PEOPLE = {"姓名": "歐陽娜娜", "證件號碼": "44030119900105123X"}


def test_names_and_numbers_are_masked_wherever_they_stand(folder):
    folder.put(
        "roster.csv", [HEADING, row("E0099", **PEOPLE, 薪資="歐陽娜娜 的薪資", 性別="44030119900105123X")]
    )
    (held,) = folder.intake().quarantined_rows
    text = str(held)
    for secret in ["歐陽娜娜", "44030119900105123X", "E0099"]:
        assert secret not in text
    assert json.loads(held.row_text) == {
        "employee_no": "***", "person_name": "***", "id_number": "***", "gender": "***",
        "birth_date": "1990-01-05", "salary": "*** 的薪資",
    }  # fmt: skip


def test_an_identity_number_in_the_wrong_column_is_masked_too(folder):
    folder.put("roster.csv", [HEADING, row("1", 薪資="11010519491231002X"), row("2", 薪資="A123456(7)")])
    text = str(folder.intake().quarantined_rows)
    assert "11010519491231002X" not in text
    assert "A123456" not in text


def test_headings_that_the_contract_does_not_know_are_not_shown(folder):
    heading = [*HEADING, "直屬經理"]
    folder.put("roster.csv", [heading, [*row("1", 性別="X"), "司馬相如"]])
    assert "司馬相如" not in str(folder.intake().quarantined_rows)


def test_a_fault_of_a_personal_column_does_not_show_the_cell(folder):
    folder.put("roster.csv", [HEADING, row("1", 證件號碼="4.403E+17")])
    (held,) = folder.intake().quarantined_rows
    assert (held.column_name, held.found) == ("id_number", "***")


def test_a_gate_s_findings_move_rows_to_quarantine(folder):
    folder.put("roster.csv", [HEADING, row("1"), row("2", 薪資="-5")])
    intake = folder.intake()
    row_id = intake.frame["row_id"].iat[1]
    finding = Finding(
        row_id, reason="negative pay", expected="0 or more", remedy="Ask payroll", column="salary"
    )
    after = quarantine_rows(intake, [finding, Finding(row_id, "odd", "even", "Ask", "employee_no")])
    assert after.frame["employee_no"].tolist() == ["1"]
    (held,) = after.quarantined_rows
    assert (held.found, held.reason, held.column_name) == (
        "-5; ***",
        "negative pay; odd",
        "salary, employee_no",
    )
    assert after.unbalanced() == []
    assert len(intake.frame) == 2


def test_a_finding_of_an_unknown_row_is_an_error(folder):
    folder.put("roster.csv", [HEADING, row("1")])
    with pytest.raises(KeyError, match="nowhere"):
        quarantine_rows(folder.intake(), [Finding("nowhere", "", "", "")])


def test_every_row_id_is_unique_and_names_file_sheet_and_row(folder):
    folder.put("roster.csv", text_table([HEADING, row("1"), row("2")]))
    intake = folder.intake()
    digest = intake.files[0].source_file
    assert intake.frame["row_id"].tolist() == [f"{digest[:12]}:0:2", f"{digest[:12]}:0:3"]


def test_a_keyless_contract_has_no_repeated_rows(tmp_path):
    from tests.unit.intake.company_folder import KEYLESS

    folder = CompanyFolder(tmp_path, KEYLESS)
    folder.map()
    folder.put("roster.csv", [HEADING, row("1"), row("1")])
    assert not folder.intake().quarantined_rows
