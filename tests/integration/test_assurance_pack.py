"""The pack of the made-up company's year: all parts filled, sums that are the printed figures, formulas that hold."""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from dagster_project.digests import file_digest
from dagster_project.figures.numbers import parse_printed
from dagster_project.figures.values import read_values
from dagster_project.pack.besides import evidence
from dagster_project.pack.folder import SUMS, copy_evidence, write_pack
from dagster_project.pack.parts import Formula, is_fault
from dagster_project.pack.recalculation import COLUMNS
from dagster_project.pack.registers import FOLDER
from dagster_project.pack.traces import Sampling
from dagster_project.pack.xlsx import FIRST_ROW
from dagster_project.pack.year import PackError, opened
from dagster_project.warehouse.connection import warehouse
from tests.integration.test_privacy import secrets_of, texts_of
from tests.unit.pack.formulas import Sheets

pytestmark = pytest.mark.slow

YEAR = 2023
PARTS = [*(str(number) for number in range(1, 19)), *"ABCDE"]
SAMPLE = Sampling(5, 7)


@pytest.fixture(scope="module")
def pack(run_company, tmp_path_factory):
    return write_pack(run_company.settings, YEAR, tmp_path_factory.mktemp("pack") / "2023", SAMPLE)


@pytest.fixture(scope="module")
def workbook(pack) -> Path:
    return pack.folder / "assurance_pack_2023.xlsx"


def table(pack, name):
    return next(one for part in pack.parts for one in part.tables if one.id == name)


def column(pack, name, heading):
    whole = table(pack, name)
    place = [one.name for one in whole.columns].index(heading)
    return [row[place] for row in whole.rows]


def test_all_parts_are_there_and_none_is_empty_without_saying_why(pack):
    assert [part.number for part in pack.parts] == PARTS
    empty = [one.id for part in pack.parts for one in part.tables if not one.rows and len(one.why_empty) < 20]
    assert not empty
    assert [part.number for part in pack.parts if not part.rows] == []


def test_nothing_in_a_clean_year_stands_out_but_what_is_open(pack):
    marked = {
        one.id
        for part in pack.parts
        for one in part.tables
        for row in one.rows
        for cell in row
        if is_fault(cell)
    }
    assert marked == {"review_notes"}


def test_every_printed_figure_is_recalculated_as_it_is_printed(pack, run_company):
    drafted = run_company.settings.draft_dir(YEAR)
    printed: list[Decimal | None] = []
    for name in ("appendix.csv", "chapters.csv"):
        with (drafted / name).open(encoding="utf-8-sig", newline="") as file:
            printed += [parse_printed(row[str(YEAR)]).number for row in csv.DictReader(file)]
    recalculated = [
        cell.value for cell in column(pack, "recalculation", "recalculated") if isinstance(cell, Formula)
    ]
    assert {number for number in printed if number is not None} == set(recalculated)
    assert len(recalculated) > 100


def test_the_rows_of_files_add_up_to_what_the_warehouse_has(pack, run_company):
    with warehouse(run_company.settings.warehouse(YEAR), read_only=True) as connection:
        values = {f"{YEAR}/{one.key}": one for one in read_values(connection)}
    sums: dict[str, Decimal] = {}
    shares = table(pack, "shares")
    for figure, role, _, _, subtotal, *_ in shares.rows:
        if role == "numerator":
            name = str(figure).replace("=", "/")
            sums[name] = sums.get(name, Decimal(0)) + subtotal
    assert sums
    assert {name: values[name].numerator for name in sums} == sums


def test_the_workbooks_formulas_give_what_is_printed(pack, workbook):
    for path in (workbook, pack.folder / "recalculation_2023.xlsx"):
        sheets = Sheets(path)
        assert sheets.cells
        for sheet, place in sheets.cells:
            cached, computed = sheets.cached[sheet][place].value, sheets.computed(sheet, place)
            expected = cached if isinstance(cached, str) else pytest.approx(cached, rel=1e-12, abs=1e-6)
            assert computed == expected, f"{path.name}, {sheet}!{place}"


def test_no_figure_disagrees_by_formula(workbook):
    sheet = openpyxl.load_workbook(workbook, data_only=True)["09b Every figure"]
    names = [one.name for one in COLUMNS]
    for name in ("agrees", "rows_agree", "second_agrees"):
        said = {
            sheet.cell(row, names.index(name) + 1).value for row in range(FIRST_ROW + 1, sheet.max_row + 1)
        }
        assert said - {None} == {"yes"}, name


def test_what_is_uncorrected_is_added_up_and_below_materiality(pack):
    rows = {row[0]: row for row in table(pack, "uncorrected").rows}
    electricity = rows[f"{YEAR}/electricity"]
    assert isinstance(electricity[1], Formula)
    assert electricity[1].value == Decimal("-1.86")
    assert isinstance(electricity[4], Formula)
    assert "below" in str(electricity[4].value)
    assert f"{YEAR - 1}/nonhazardous_waste_intensity" in rows


def test_attached_evidence_lies_in_the_pack_and_the_sums_hold(pack):
    kept = column(pack, "evidence", "file")
    assert len(kept) == 2
    for name, digest in zip(kept, column(pack, "evidence", "sha256"), strict=True):
        assert file_digest(pack.folder / str(name)) == digest
    checked = subprocess.run(["sha256sum", "-c", SUMS], cwd=pack.folder, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    there = {path.relative_to(pack.folder).as_posix() for path in pack.folder.rglob("*") if path.is_file()}
    assert len(checked.stdout.splitlines()) == len(there) - 1
    with zipfile.ZipFile(pack.archive) as archive:
        assert {name.partition("/")[2] for name in archive.namelist()} == there


def test_evidence_that_changed_is_told_and_stays_out(run_company, tmp_path):
    company = tmp_path / "company"
    shutil.copytree(run_company.settings.company_dir, company)
    (query,) = (company / FOLDER / "files").glob("*.sql")
    query.write_text("select 1", encoding="utf-8")
    with opened(replace(run_company.settings, company_dir=company), YEAR) as year:
        (attached, _) = evidence(year).tables
        copy_evidence(tmp_path, year)
    assert sorted(is_fault(row[-1]) for row in attached.rows) == [False, True]
    assert [path.suffix for path in (tmp_path / FOLDER / "files").iterdir()] == [".txt"]


def test_the_same_year_gives_the_same_bytes(pack, run_company, tmp_path):
    again = write_pack(run_company.settings, YEAR, tmp_path / "2023", SAMPLE)
    assert again.archive.read_bytes() == pack.archive.read_bytes()


def test_nobody_of_the_exports_is_named_in_any_file(pack, run_company):
    secrets = secrets_of(run_company.settings.company_dir / "raw")
    files = [path for path in pack.folder.rglob("*") if path.is_file()]
    found = {place: secrets.found_in(text) for path in files for place, text in texts_of(path)}
    assert len(found) > 50
    assert {place: hits for place, hits in found.items() if hits} == {}


def test_the_extract_has_a_row_for_each_employee(pack):
    with (pack.folder / "headcount_rows.csv").open(encoding="utf-8-sig", newline="") as file:
        counted = [row for row in csv.DictReader(file) if row["role"] == "numerator"]
    assert sum(Decimal(row["amount"]) for row in counted) == len(counted) == 2440


def test_a_draft_says_so_on_every_sheet_and_page(pack, workbook):
    for sheet in openpyxl.load_workbook(workbook):
        assert "DRAFT" in str(sheet["A1"].value), sheet.title
        assert "MADE-UP" in str(sheet["A1"].value), sheet.title
    page = (pack.folder / "assurance_pack_2023.html").read_text(encoding="utf-8")
    assert page.count("DRAFT · not published") >= len(PARTS)


def test_a_year_without_a_draft_is_not_packed(run_company, tmp_path):
    with pytest.raises(PackError, match="esg run --year 2021"):
        write_pack(run_company.settings, 2021, tmp_path / "pack")
