"""Files that nobody here wrote, read by mappings alone; the values were computed independently."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import yaml

from dagster_project.company import read_company
from dagster_project.intake import Intake, find_files, intake_contract, load_mappings
from dagster_project.project import PROJECT_ROOT, SEEDS_DIR
from dagster_project.registry.contracts import Contract, load_contracts
from dagster_project.settings import Settings
from tests.unit.intake.company_folder import CompanyFolder

DATA = PROJECT_ROOT.parent / "shared" / "data"
FACILITIES = [f"facilities_muscat_bay/{name}.xlsx" for name in ["Electricitydatabase", "WaterSystemDatabase"]]
COMPANIES = PROJECT_ROOT / "tests" / "companies"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the third-party data in ../shared/data are not here"
)


def taken_in(tmp_path: Path, company: str, year: int, files: list[str]) -> dict[str, Intake]:
    """Every contract in scope of a company folder of the tests, with these files as its year's exports."""
    settings = Settings(tmp_path / company, tmp_path / "data")
    shutil.copytree(COMPANIES / company, settings.company_dir)
    settings.raw_dir(year).mkdir(parents=True)
    for file in files:
        shutil.copy(DATA / file, settings.raw_dir(year))
    contracts = load_contracts(SEEDS_DIR / "contracts")
    mappings = load_mappings(settings.company_dir, contracts)
    found = find_files(settings, read_company(settings.company_dir), mappings, year, contracts)
    assert found.faults == []
    return {
        name: intake_contract(contract, found.of(name), settings, year)
        for name, contract in contracts.items()
        if found.of(name).in_scope
    }


def test_a_register_that_a_company_does_not_keep_is_rightly_empty(tmp_path):
    taken = taken_in(tmp_path, "huebner", 2017, ["hr_huebner/A_comma_mmddyyyy.csv"])
    assert "optional" in (taken["company__notes"].rightly_empty or "")
    assert taken["company__sites"].rightly_empty == "The file has no sites."
    assert taken["company__entities"].rightly_empty is None


@pytest.fixture(params=["A_comma_mmddyyyy.csv", "D_excel_mdyyyy.csv"])
def employments(request, tmp_path) -> Intake:
    return taken_in(tmp_path, "huebner", 2017, [f"hr_huebner/{request.param}"])["hr__employments"]


def headcount(frame: pd.DataFrame, day: str) -> int:
    ended = frame["termination_date"]
    return int(((frame["hire_date"] <= day) & (ended.isna() | (ended > day))).sum())


@pytest.mark.parametrize(
    ("year", "opening", "hires", "leavers", "closing"), [(2017, 221, 6, 8, 219), (2015, 216, 36, 23, 229)]
)
def test_the_same_table_of_two_systems_gives_the_same_people(
    employments, year, opening, hires, leavers, closing
):
    frame = employments.frame
    assert not employments.quarantined_rows
    assert len(frame) == 311
    assert headcount(frame, f"{year - 1}-12-31") == opening
    assert headcount(frame, f"{year}-12-31") == closing
    assert frame["hire_date"].str.startswith(str(year)).sum() == hires
    assert frame["termination_date"].str.startswith(str(year), na=False).sum() == leavers


def test_genders_with_trailing_blanks_and_birth_years_of_two_digits(employments):
    frame = employments.frame
    active = frame[
        (frame["hire_date"] <= "2017-12-31") & ~(frame["termination_date"] <= "2017-12-31").fillna(False)
    ]
    assert active["gender"].value_counts().to_dict() == {"female": 122, "male": 97}
    assert frame["birth_date"].between("1940-01-01", "1999-12-31").all()


def total(frame: pd.DataFrame, column: str, year: int) -> Decimal:
    return sum(
        (Decimal(value) for value in frame.loc[frame["bill_month"].str.startswith(str(year)), column]),
        Decimal(),
    )


def test_electricity_in_months_that_a_spreadsheet_took_for_days(tmp_path):
    bills = taken_in(tmp_path, "muscat_bay", 2024, FACILITIES)["facilities__electricity_bills"]
    frame = bills.frame
    assert total(frame, "billed_quantity", 2024) == Decimal(1142538)
    assert frame["account_no"].nunique() == 56
    assert {"Bank muscat", "CIF kitchen"} <= set(frame["account_no"])
    assert frame["billed_quantity"].eq("-2").sum() == 1
    april = frame[frame["bill_month"] == "2024-04"]
    assert set(april["period_from"]) == {"2024-03-31"}
    assert set(april["period_to"]) == {"2024-04-30"}
    assert not bills.quarantined_rows


def test_water_of_the_main_meter_alone(tmp_path):
    bills = taken_in(tmp_path, "muscat_bay", 2024, FACILITIES)["facilities__water_bills"]
    assert total(bills.frame, "quantity", 2024) == Decimal(404687)
    assert set(bills.frame["account_no"]) == {"C43659"}
    assert {row.rule for row in bills.excluded_rows} == {"submeter"}
    assert bills.files[0].landed_rows == 328 * 17 == len(bills.frame) + len(bills.excluded_rows)


SATISFACTION = Contract.model_validate(
    yaml.safe_load("""
id: hr__satisfaction
title: {zh-Hant: 滿意度, en: Satisfaction}
system: HR
owner: HR
grain: one row per employee, who is not named
key: []
columns:
  satisfaction: {type: decimal, required: true, aliases: [工作滿意度], meaning: Score}
  tenure: {type: integer, required: true, aliases: [在職工齡], meaning: Years}
  accident: {type: flag, required: true, aliases: [是否有工作事故], meaning: Accident}
  left: {type: flag, required: true, aliases: [是否離職], meaning: Left}
  department: {type: text, required: true, aliases: [部門], meaning: Department}
""")
)


def test_people_without_a_number_are_all_kept_though_their_rows_repeat(tmp_path):
    folder = CompanyFolder(tmp_path, SATISFACTION)
    folder.map()
    (source,) = (DATA / "hr_cn_gbk").glob("*.csv")
    folder.put(source.name, source.read_bytes())
    intake = folder.intake()
    assert intake.files[0].encoding == "gbk"
    assert len(intake.frame) == 14999
    assert not intake.quarantined_rows
    assert intake.frame["left"].eq("yes").sum() == 3571
    assert intake.frame["accident"].eq("yes").sum() == 2169
    assert intake.frame.drop(columns=["row_id", "source_row"]).duplicated().sum() > 3000
