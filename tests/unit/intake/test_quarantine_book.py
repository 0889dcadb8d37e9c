"""The workbook of quarantined rows that goes back to the data's owner: complete, masked, safe to open."""

from __future__ import annotations

from pathlib import Path

import duckdb
import openpyxl
import pytest

from dagster_project.intake import pseudonymise, write_raw
from dagster_project.intake.quarantine_book import quarantined_in, refresh_book, write_book
from tests.unit.intake.company_folder import HEADING, ROSTER, CompanyFolder

KEY = b"k" * 32
CONTRACTS = {ROSTER.id: ROSTER}


@pytest.fixture
def folder(folder: CompanyFolder) -> CompanyFolder:
    folder.put(
        "roster.csv",
        [
            HEADING,
            ["1", "張三", "440301199001051234", "男", "1990-01-05", "1"],
            ["2", "李四", "440301198502031234", "女", "1990-02-30", "=HYPERLINK(1)"],
            ["3", "王五", "", "X", "1990-01-05", "3"],
        ],
    )
    return folder


def stored(folder: CompanyFolder) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    intake = folder.intake()
    write_raw(connection, ROSTER, intake.with_frame(pseudonymise(intake.frame, ROSTER, KEY)))
    return connection


def cells(path: Path) -> list[dict[str, object]]:
    """The rows under the heading, by heading."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(at for at, row in enumerate(rows) if row[0] == "檔案 File")
    headings = [str(heading) for heading in rows[start]]
    return [dict(zip(headings, row, strict=True)) for row in rows[start + 1 :]]


def test_each_row_says_where_it_is_what_is_wrong_and_leaves_room_for_the_answer(folder, tmp_path):
    path = tmp_path / "quarantine.xlsx"
    write_book(path, quarantined_in(stored(folder)), CONTRACTS, 2023)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["花名冊"]
    first, second = cells(path)
    assert (first["檔案 File"], first["行 Row"]) == ("raw/2023/roster.csv", 3)
    assert first["欄 Column"] == "birth_date, salary"
    assert first["現值 Found"] == "1990-02-30; =HYPERLINK(1)"
    assert "day of the calendar" in str(first["應為 Expected"])
    assert first["更正值 Corrected value"] is None
    assert first["更正人及日期 Who and when"] is None
    assert second["性別 gender"] == "X"


def test_nobody_is_named_in_it(folder, tmp_path):
    path = tmp_path / "quarantine.xlsx"
    write_book(path, quarantined_in(stored(folder)), CONTRACTS, 2023)
    first, _ = cells(path)
    assert (first["員工編號 employee_no"], first["姓名 person_name"]) == ("***", "***")
    text = str(cells(path))
    for secret in ("李四", "王五", "440301198502031234"):
        assert secret not in text


def test_what_looks_like_a_formula_stays_text(folder, tmp_path):
    path = tmp_path / "quarantine.xlsx"
    write_book(path, quarantined_in(stored(folder)), CONTRACTS, 2023)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    types = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert types <= {"s", "n"}
    (formula,) = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=HYPER")]
    assert formula.quotePrefix


def test_the_same_rows_give_the_same_bytes(folder, tmp_path):
    rows = quarantined_in(stored(folder))
    for name in ("a.xlsx", "b.xlsx"):
        write_book(tmp_path / name, rows, CONTRACTS, 2023)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_book_beside_the_warehouse_goes_once_nothing_is_held_back(folder, tmp_path):
    path = tmp_path / "quarantine.xlsx"
    refresh_book(path, stored(folder), CONTRACTS, 2023)
    assert path.is_file()
    folder.put("roster.csv", [HEADING, ["1", "張三", "", "男", "1990-01-05", "1"]])
    refresh_book(path, stored(folder), CONTRACTS, 2023)
    assert not path.exists()
