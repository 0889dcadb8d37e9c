"""Totals and counts that a file carries: each compared with the rows above it, none taken for a record."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.unit.intake.company_folder import HEADING, CompanyFolder, workbook


def person(number: int, salary: str) -> list[str]:
    return [f"{number:04d}", "張三", "", "男", "1990-01-05", salary]


def total(label: str, salary: str) -> list[str]:
    return [label, "", "", "", "", salary]


TWO = [person(1, "1,000.5"), person(2, "200")]


def put(folder: CompanyFolder, *rows: Sequence[str]) -> None:
    folder.put("roster.csv", [HEADING, *rows])


def test_a_total_that_agrees_is_noted(folder):
    put(folder, *TWO, total("合計", "1200.5"))
    intake = folder.intake()
    assert len(intake.frame) == 2
    (noted,) = intake.control_totals
    assert (noted.source_row, noted.column_name, noted.stated, noted.computed) == (
        4, "salary", "1200.5", "1200.5",
    )  # fmt: skip


@pytest.mark.parametrize("label", ["合計", "總計", "Total", "小計", "本頁合計", "累計", "Grand Total:"])
def test_a_total_that_differs_is_a_fault_of_the_file(folder, label):
    put(folder, *TWO, total(label, "1200.6"))
    (fault,) = folder.faults()
    assert fault.startswith("raw/2023/roster.csv, row 4, column 薪資")
    assert "found:    1200.6" in fault
    assert "expected: 1200.5" in fault
    assert "rows 2 to 3" in fault


def test_totals_of_pages_and_of_all(folder):
    put(
        folder,
        *TWO, total("本頁合計", "1200.5"), person(3, "3"), person(4, "4"), total("本頁合計", "7"),
        total("總計", "1207.5"),
    )  # fmt: skip
    assert [noted.computed for noted in folder.intake().control_totals] == ["1200.5", "7", "1207.5"]


def test_a_total_of_all_is_not_met_by_the_last_page_alone(folder):
    put(folder, *TWO, total("小計", "1200.5"), person(3, "3"), total("總計", "3"))
    assert "expected: 1203.5" in folder.faults()[0]


def test_rows_that_are_left_out_or_held_back_count_in_the_total(tmp_path):
    folder = CompanyFolder(tmp_path)
    folder.map(only=[{"column": "性別", "equals": ["男"], "rule": "no_women", "reason": "For the test"}])
    put(folder, *TWO, ["0003", "李四", "", "女", "1990-01-05", "5"], ["0004", "王五", "", "男", "", "6"],
        total("合計", "1211.5"))  # fmt: skip
    intake = folder.intake()
    assert (len(intake.frame), len(intake.control_totals)) == (2, 1)


def test_a_cell_that_cannot_be_read_is_said_of_its_row_and_not_of_the_total(folder):
    put(folder, *TWO, person(3, "甲"), total("合計", "9"))
    intake = folder.intake()
    assert not intake.control_totals
    assert len(intake.quarantined_rows) == 1


@pytest.mark.parametrize("stated", ["1200.5", "1100.5"])
def test_a_total_may_agree_with_the_file_or_with_its_correction(folder, stated):
    put(folder, *TWO, total("合計", stated))
    folder.correct(
        correct=[
            {"file": "raw/2023/roster.csv", "row": 3, "column": "薪資", "old": "200", "new": "100",
             "reason": "Typed wrongly"}
        ]
    )  # fmt: skip
    assert len(folder.intake().control_totals) == 1


def test_a_wrong_total_may_itself_be_corrected_or_left_out_in_writing(folder):
    put(folder, *TWO, total("合計", "9"))
    where = {"file": "raw/2023/roster.csv", "row": 4, "reason": "The list was sorted after it was printed"}
    folder.correct(correct=[{**where, "column": "薪資", "old": "9", "new": "1200.5"}])
    assert len(folder.intake().control_totals) == 1
    folder.correct(exclude=[{**where, "rule": "wrong_total"}])
    assert not folder.intake().control_totals


@pytest.mark.parametrize(
    "line",
    [["共 2 人"], ["共2條記錄"], ["合計 2 筆"], ["記錄數：2"], ["Total: 2 records"], total("合計", "2 條")],
)
def test_a_count_of_rows(folder, line):
    put(folder, *TWO, line)
    (noted,) = folder.intake().control_totals
    assert (noted.column_name, noted.stated, noted.computed) == (None, "2", "2")
    put(folder, *TWO, person(3, "1"), line)
    (fault,) = folder.faults()
    assert "row 5" in fault
    assert "expected: 3" in fault


def test_a_count_of_people_counts_each_once_if_it_says_so(folder):
    put(folder, *TWO, person(2, "3"), ["共 2 人"])
    intake = folder.intake()
    assert [noted.computed for noted in intake.control_totals] == ["2"]


def test_pages_are_not_counted(folder):
    put(folder, *TWO, ["共 1 頁"])
    assert not folder.intake().control_totals


def test_a_total_printed_with_fewer_decimals_is_compared_as_printed(folder):
    put(folder, person(1, "0.26"), person(2, "0.28"), total("合計", "0.5"))
    assert len(folder.intake().control_totals) == 1


def test_each_sheet_has_its_own_total_and_a_sum_of_floats_is_no_difference(folder):
    rows = [[*person(1, ""), 0.1], [*person(2, ""), 0.2]]
    sheet = [[*row[:5], row[6]] for row in rows]
    folder.put(
        "roster.xlsx",
        workbook(
            {
                "a": [HEADING, *sheet, [*total("合計", "")[:5], 0.1 + 0.2]],
                "b": [HEADING, ["0003", *sheet[0][1:]], [*total("合計", "")[:5], 0.1]],
            }
        ),
    )
    assert [noted.stated for noted in folder.intake().control_totals] == ["0.3", "0.1"]


def test_a_column_whose_sum_means_nothing_is_not_compared(tmp_path):
    from tests.unit.intake.company_folder import ROSTER

    columns = {**ROSTER.columns, "salary": ROSTER.columns["salary"].model_copy(update={"additive": False})}
    folder = CompanyFolder(tmp_path, ROSTER.model_copy(update={"columns": columns}))
    folder.map()
    put(folder, *TWO, total("合計", "600.25"))
    assert not folder.intake().control_totals


@pytest.mark.parametrize("rows", [TWO, [TWO[0], total("合計", "1000.5"), TWO[1]], [*TWO, ["註：見附頁"]]])
def test_a_file_whose_system_prints_a_total_is_cut_off_without_it(tmp_path, rows):
    folder = CompanyFolder(tmp_path)
    folder.map(ends_with_total=True)
    put(folder, *rows)
    (fault,) = folder.faults()
    assert "no total or count under its last row" in fault


def test_a_file_without_rows_and_without_its_total_says_that_it_has_no_rows(tmp_path):
    folder = CompanyFolder(tmp_path)
    folder.map(ends_with_total=True)
    put(folder)
    assert any("no rows below the heading" in fault for fault in folder.faults())


@pytest.mark.parametrize("rows", [[*TWO, total("合計", "1200.5")], [*TWO, ["共 2 條"], ["註：見附頁"]]])
def test_a_file_that_ends_with_its_total_is_whole(tmp_path, rows):
    folder = CompanyFolder(tmp_path)
    folder.map(ends_with_total=True)
    put(folder, *rows)
    assert folder.faults() == []


def test_a_total_that_is_left_out_in_writing_was_there(tmp_path):
    folder = CompanyFolder(tmp_path)
    folder.map(ends_with_total=True)
    put(folder, *TWO, total("合計", "9"))
    folder.correct(
        exclude=[{"file": "raw/2023/roster.csv", "row": 4, "rule": "wrong_total", "reason": "Sorted later"}]
    )
    assert folder.faults() == []
