"""The list of inputs as a file: no text of an export or register is a formula where a spreadsheet opens it."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project.lineage.listing import Input, write_csv

ROW = Input(
    "2023/hazardous_waste", "numerator", Decimal("-0.50"), None, "raw/2023/waste.csv", "Sheet1", 2, "manifest_no 7",
    None, None, None, "ab", "abc:0:2",
)  # fmt: skip


def read(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    return row


@pytest.mark.parametrize("column", ["sheet", "row_key", "rule", "why", "corrected", "file"])
@pytest.mark.parametrize("told", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1"])
def test_a_text_that_would_be_a_formula_is_marked_as_text(tmp_path, column, told):
    write_csv(tmp_path / "rows.csv", [replace(ROW, **{column: told})])
    assert read(tmp_path / "rows.csv")[column] == f"'{told}"


def test_numbers_stay_exact_and_other_texts_as_they_are(tmp_path):
    write_csv(tmp_path / "rows.csv", [replace(ROW, why="Paid twice = once too often")])
    row = read(tmp_path / "rows.csv")
    assert (row["amount"], row["row"], row["why"]) == ("-0.5", "2", "Paid twice = once too often")
