"""The registers of the assurance: read in either language, and every fault told at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from dagster_project.pack.privacy import TREATED
from dagster_project.pack.registers import FOLDER, ROWS, RegisterError, headings, read_registers
from dagster_project.registry.contracts import Personal

IN_CHINESE = (
    "年度,編號,數字,說明,影響,性質,處理,原因,發現人,發現日期,決定人\n"
    '2023,M-1,2023/electricity,抄表早兩日,"-1,200.5",判斷,未更正,低於門檻,甲,2024-01-16,乙\n'
    "2022,M-1,2022/water,重複帳單,3,事實,已更正,,甲,2023-01-16,\n"
)
IN_ENGLISH = (
    "Year,id,description,figure,effect,kind,disposition,found by,found on\n"
    "2023,M-2,Bill sent twice,2023/water,3,factual,corrected,A,2024-01-18\n"
)


def written(tmp_path, register, text, encoding="utf-8"):
    path = tmp_path / FOLDER / f"{register}.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def told(tmp_path, year=2023):
    with pytest.raises(RegisterError) as raised:
        read_registers(tmp_path, year)
    return raised.value


def test_a_company_without_registers_has_no_rows(tmp_path):
    assert not any(vars(read_registers(tmp_path, 2023)).values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_chinese_headings_and_words_are_read_with_and_without_a_mark(tmp_path, encoding):
    written(tmp_path, "misstatements", IN_CHINESE, encoding)
    (one,) = read_registers(tmp_path, 2023).misstatements
    assert (one.id, one.effect, one.kind, one.disposition) == (
        "M-1", Decimal("-1200.5"), "judgemental", "uncorrected",
    )  # fmt: skip
    assert (one.found_on, one.decided_by) == (date(2024, 1, 16), "乙")


def test_english_headings_are_read_in_any_order(tmp_path):
    written(tmp_path, "misstatements", IN_ENGLISH)
    (one,) = read_registers(tmp_path, 2023).misstatements
    assert (one.figure, one.kind, one.disposition, one.reason) == ("2023/water", "factual", "corrected", None)


def test_only_the_rows_of_the_year_are_given(tmp_path):
    written(tmp_path, "misstatements", IN_CHINESE)
    assert [one.figure for one in read_registers(tmp_path, 2022).misstatements] == ["2022/water"]


def test_every_fault_of_every_file_is_told_with_its_place(tmp_path):
    written(
        tmp_path,
        "misstatements",
        IN_CHINESE.replace("判斷", "也許").replace('"-1,200.5"', "多").replace("2023-01-16", "16/1/2023"),
    )
    written(tmp_path, "access", "年度,人員,職責,範圍,權限,開始\n2023,甲,乙,丙,讀取,2023-01-01\n")
    faults = told(tmp_path).faults
    places = {(fault.file, fault.row, fault.column) for fault in faults}
    assert places == {
        ("assurance/misstatements.csv", 2, "性質"),
        ("assurance/misstatements.csv", 2, "影響"),
        ("assurance/misstatements.csv", 3, "發現日期"),
        ("assurance/access.csv", 1, None),
    }
    assert "批准人 (granted_by)" in str(faults)
    assert all(fault.expected and fault.remedy for fault in faults)


def test_an_uncorrected_misstatement_needs_a_reason_and_who_decided(tmp_path):
    written(tmp_path, "misstatements", IN_CHINESE.replace("低於門檻", ""))
    assert "原因" in str(told(tmp_path))


def test_a_closed_note_needs_an_answer(tmp_path):
    heading = ",".join(headings(ROWS["review_notes"]).values())
    written(tmp_path, "review_notes", f"{heading}\n2023,R-1,4,為何?,甲,2024-01-01,,,,已結\n")
    assert "答覆" in str(told(tmp_path))
    written(tmp_path, "review_notes", f"{heading}\n2023,R-1,4,為何?,甲,2024-01-01,,,,未結\n")
    assert read_registers(tmp_path, 2023).review_notes[0].state == "open"


def test_a_number_stands_once_in_a_year(tmp_path):
    heading, row, _ = IN_CHINESE.splitlines()
    written(tmp_path, "misstatements", f"{heading}\n{row}\n{row}\n")
    (fault,) = told(tmp_path).faults
    assert (fault.row, fault.column) == (3, "編號")


def test_a_figure_that_is_no_figures_name_is_refused(tmp_path):
    written(tmp_path, "misstatements", IN_ENGLISH.replace("2023/water", "water"))
    (fault,) = told(tmp_path).faults
    assert (fault.column, fault.found) == ("數字", "'water'")


def test_another_encoding_is_told_and_not_guessed(tmp_path):
    written(tmp_path, "misstatements", IN_CHINESE, "big5")
    (fault,) = told(tmp_path).faults
    assert "UTF-8" in fault.expected


def test_a_heading_that_is_unknown_or_there_twice_is_told(tmp_path):
    written(
        tmp_path, "misstatements", IN_ENGLISH.replace("Year,", "Year,amount,").replace("2023,M", "2023,1,M")
    )
    (fault,) = told(tmp_path).faults
    assert "amount" in fault.found


def test_every_register_has_a_heading_of_its_own_for_each_field():
    for register, row in ROWS.items():
        names = headings(row)
        assert len(set(names.values())) == len(names), register
        assert not set(names.values()) & set(names), register


def test_the_privacy_note_knows_every_way_in_which_a_column_is_personal():
    assert set(TREATED) == set(get_args(Personal))
