"""The written folder: same bytes again, every spelling present, marked as made up, keys unique."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dagster_project.company import read_company
from dagster_project.demo import write_company
from dagster_project.demo.company import build_company
from dagster_project.demo.company_files import EXPORTS_IN_SCOPE, write_company_files
from dagster_project.demo.files import write_export
from dagster_project.demo.targets import YEARS
from dagster_project.demo.traps import SPELLINGS, TRAPS, Spelling
from dagster_project.demo.writer import exports
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from tests.unit.demo.conftest import rows_by_contract
from tests.unit.demo.recompute import Reader


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def cells(path: Path, encoding: str) -> Iterator[str]:
    if encoding == "xlsx":
        for sheet in load_workbook(path, read_only=True).worksheets:
            yield from (
                str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
            )
        return
    text = path.read_bytes().decode(encoding)
    separator = "\t" if encoding == "utf-16" else ","
    yield from (cell for row in csv.reader(io.StringIO(text), delimiter=separator) for cell in row)


@pytest.mark.slow
def test_written_again_every_byte_is_the_same(made_up_company: Path, tmp_path: Path) -> None:
    write_company(tmp_path / "again")
    assert digests(tmp_path / "again") == digests(made_up_company)


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda spelling: spelling.id)
@pytest.mark.parametrize("year", YEARS)
def test_spelling_is_there(made_up_company: Path, spelling: Spelling, year: int) -> None:
    paths = list((made_up_company / "raw" / str(year)).glob(spelling.files))
    assert paths
    pattern = re.compile(spelling.sample)
    assert any(pattern.search(cell) for path in paths for cell in cells(path, spelling.encoding))


def test_chinese_files_are_no_utf_8(made_up_company: Path) -> None:
    for spelling in SPELLINGS:
        if spelling.encoding in ("gbk", "gb18030", "big5"):
            for path in (made_up_company / "raw" / "2023").glob(spelling.files):
                with pytest.raises(UnicodeDecodeError):
                    path.read_bytes().decode("utf-8")


def test_company_is_made_up_and_in_scope_with_every_export(made_up_company: Path) -> None:
    company = read_company(made_up_company)
    contracts = load_contracts(SEEDS_DIR / "contracts")
    assert company.made_up
    no_certificates_and_no_discharge_meters = {"facilities__energy_attributes", "facilities__water_discharge"}
    exports = {name for name in contracts if not name.startswith("company__")}
    listed = (exports - no_certificates_and_no_discharge_meters) | {
        "company__indicators",
        "company__scope1_sources",
    }
    assert set(company.exports) == set(EXPORTS_IN_SCOPE) == listed
    assert "虛構" in company.names.zh_hant and "made up" in company.names.en
    assert "MADE-UP" in (made_up_company / "README.txt").read_text(encoding="utf-8")


def test_entities_and_suppliers_say_that_they_are_made_up(made_up_company: Path, typed_rows) -> None:
    register = (made_up_company / "registers" / "entities.csv").read_text(encoding="utf-8-sig")
    assert all("虛構" in line or "made up" in line for line in register.splitlines()[1:])
    assert all("虛構" in row["supplier_name"] for row in typed_rows[2023]["procurement__suppliers"])


def test_every_trap_names_an_export_in_scope() -> None:
    assert {trap.export for trap in TRAPS} <= set(EXPORTS_IN_SCOPE)


def test_numbers_of_documents_name_one_row(typed_rows) -> None:
    contracts = load_contracts(SEEDS_DIR / "contracts")
    for year in YEARS:
        for name, rows in typed_rows[year].items():
            key = contracts[name].key
            keys = [tuple(row[column] for column in key) for row in rows]
            assert not key or len(set(keys)) == len(keys), (name, year)


def test_documents_across_the_year_end_lie_in_both_folders(typed_rows) -> None:
    def bills(year: int) -> dict:
        return {
            (row["account_no"], row["bill_no"], row["reading_type"]): row["billed_quantity"]
            for row in typed_rows[year]["facilities__electricity_bills"]
        }

    shared = bills(2022).keys() & bills(2023).keys()
    assert len(shared) > 6
    assert all(bills(2022)[key] == bills(2023)[key] for key in shared)


def test_opening_roster_lists_the_closing_headcount_of_the_year_before(typed_rows) -> None:
    opening = {
        row["employee_no"]
        for row in typed_rows[2023]["hr__employees"]
        if row["snapshot"] == "opening"
        and row["is_main_job"]
        and row["employment_type"] in ("full_time", "part_time")
    }
    overseas = Reader(typed_rows[2022], 2022)
    closing = {row["employee_no"] for row in overseas.people if "snapshot" in row}
    assert opening == closing


@pytest.mark.slow
@pytest.mark.slow
def test_scale_multiplies_counts_and_amounts_and_keeps_rates(typed_rows) -> None:
    once = Reader(typed_rows[2023], 2023).figures()
    thrice = Reader(rows_by_contract(build_company(2023, 3), 2023), 2023).figures()
    for figure, printed in once.items():
        if figure[0] in ("headcount", "new_suppliers", "complaints", "lost_days", "suppliers_assessed"):
            assert int(thrice[figure].replace(",", "")) == 3 * int(printed.replace(",", ""))
        if figure[0] in (
            "turnover_rate",
            "training_share",
            "training_hours",
            "satisfaction",
            "electricity_intensity",
        ):
            assert thrice[figure] == printed
    assert thrice["electricity", "total", "total"] == "5,773.11"
    assert thrice["water", "total", "total"] == "21,664.38"


def test_a_scale_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="scale must be a whole number from 1"):
        build_company(2023, 0)


@pytest.mark.slow
def test_every_seed_can_be_written_in_its_encodings(tmp_path: Path) -> None:
    for seed in (1, 2, 3):
        company = build_company(seed, 1)
        for export in (
            export for year in YEARS for export in exports(company, year) if export.encoding != "xlsx"
        ):
            write_export(tmp_path, export)


def test_a_larger_company_says_so_in_its_register_of_published_figures(tmp_path: Path) -> None:
    write_company_files(tmp_path, scale=2)
    text = (tmp_path / "published" / "2022.csv").read_text(encoding="utf-8-sig")
    assert 'headcount,total,total,"5,664"' in text and "turnover_rate,gender,male,36" in text
