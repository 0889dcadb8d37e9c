"""Companies whose exports nobody here wrote, run through the whole graph by mappings alone.

The values are those of the data's README, which were computed independently.
"""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project.gates.explanations import draft_entries, explanations_file
from dagster_project.gates.results import read_findings
from dagster_project.project import PROJECT_ROOT
from dagster_project.settings import Settings
from dagster_project.warehouse.connection import warehouse
from tests.conftest import RunCompany, run_years, shared_data
from tests.faults.workbench import Known, run_year_directly

pytestmark = pytest.mark.slow

COMPANIES = PROJECT_ROOT / "tests" / "companies"
DIALECT_OF_YEAR = {2015: "A_comma_mmddyyyy.csv", 2017: "D_excel_mdyyyy.csv"}
DRAFT = {"appendix.csv", "appendix.html", "appendix.pdf", "appendix.xlsx"}
DRAFT |= {"datapackage.json", "figures.json", "figures.parquet"}
MALE, FEMALE = ("gender", "male"), ("gender", "female")


def run_company_of_the_tests(name: str, root: Path, exports: dict[int, list[str]]) -> RunCompany:
    company = root / name
    shutil.copytree(COMPANIES / name, company)
    for year, files in exports.items():
        (company / "raw" / str(year)).mkdir(parents=True)
        for file in files:
            shutil.copy(shared_data(file), company / "raw" / str(year))
    for year in exports:
        explain_what_is_open(Settings(company, root / "first"), year)
    return run_years(company, root / "data", exports)


def explain_what_is_open(settings: Settings, year: int) -> None:
    """Answer every finding of a first, short run of a year as its company's controller would, who knows the estate."""
    run_year_directly(settings, year, Known())
    with warehouse(settings.warehouse(year), read_only=True) as connection:
        waiting = [finding for finding in read_findings(connection) if finding.answer is None]
    draft_entries(settings.company_dir, year, waiting)
    if waiting:
        path = explanations_file(settings.company_dir, year)
        text = path.read_text(encoding="utf-8")
        answer = "  reason: So it is in the data as they were published.\n  by: A test\n  on: 2026-01-01\n"
        path.write_text(text.replace("  reason:\n  by:\n  on:\n", answer), encoding="utf-8")


@pytest.fixture(scope="module")
def huebner(tmp_path_factory) -> RunCompany:
    exports = {year: [f"hr_huebner/{file}"] for year, file in DIALECT_OF_YEAR.items()}
    return run_company_of_the_tests("huebner", tmp_path_factory.mktemp("huebner"), exports)


@pytest.fixture(scope="module")
def muscat_bay(tmp_path_factory) -> RunCompany:
    files = [f"facilities_muscat_bay/{name}.xlsx" for name in ("Electricitydatabase", "WaterSystemDatabase")]
    return run_company_of_the_tests("muscat_bay", tmp_path_factory.mktemp("muscat_bay"), {2024: files})


def rows(run: RunCompany, year: int, query: str) -> list[tuple]:
    with warehouse(run.settings.warehouse(year), read_only=True) as connection:
        return connection.execute(query).fetchall()


def values(run: RunCompany, year: int) -> dict[str, dict[tuple[str, str], tuple]]:
    """Numerator and denominator of each computed figure, by KPI and member."""
    found: dict[str, dict[tuple[str, str], tuple]] = {}
    for kpi, dimension, member, numerator, denominator in rows(
        run,
        year,
        "select kpi_id, dimension, member, numerator, denominator from marts.mart_kpi_values where status = 'computed'",
    ):
        found.setdefault(kpi, {})[dimension, member] = (numerator, denominator)
    return found


def counts(figures: dict[tuple[str, str], tuple], dimension: str) -> dict[str, int]:
    return {member: int(parts[0]) for (of, member), parts in figures.items() if of == dimension}


def assert_draft(run: RunCompany, year: int) -> None:
    assert run.runs[year].passed, "\n".join(run.runs[year].stops)
    assert {path.name for path in run.settings.draft_dir(year).iterdir()} >= DRAFT


@pytest.mark.parametrize(
    ("year", "genders", "leavers"),
    [
        (2015, {"female": 126, "male": 103}, {"female": 16, "male": 7}),
        (2017, {"female": 122, "male": 97}, {"female": 3, "male": 5}),
    ],
)
def test_people_and_leavers_of_a_company_in_either_dialect(huebner, year, genders, leavers):
    assert_draft(huebner, year)
    found = values(huebner, year)
    closing = sum(genders.values())
    assert found["headcount"]["total", "total"] == (closing, None)
    assert counts(found["headcount"], "gender") == genders
    assert sum(counts(found["headcount"], "employee_category").values()) == closing
    turnover = found["turnover_rate"]
    for member in (FEMALE, MALE):
        gone, here = leavers[member[1]], genders[member[1]]
        assert turnover[member] == (gone, gone + here)


def test_ages_from_birth_years_of_two_digits(huebner):
    bands = counts(values(huebner, 2017)["headcount"], "age_band")
    assert bands == {"under_30": 32, "from_30_to_50": 169, "over_50": 18}


@pytest.mark.parametrize(
    ("year", "opening", "hired", "left", "closing"), [(2017, 221, 6, 8, 219), (2015, 216, 36, 23, 229)]
)
def test_opening_hires_and_leavers_lead_to_closing(huebner, year, opening, hired, left, closing):
    ((hires,),) = rows(huebner, year, "select count(*) from core.fct_hires")
    ((separations,),) = rows(huebner, year, "select count(*) from core.fct_separations")
    people = dict(
        rows(huebner, year, "select as_of, count(*) from core.fct_employees_at_year_end group by as_of")
    )
    assert (hires, separations) == (hired, left)
    assert people == {"opening": opening, "closing": closing}
    days = f"between date '{date(year, 1, 1)}' and date '{date(year, 12, 31)}'"
    ((outside,),) = rows(
        huebner, year, f"select count(*) from core.fct_separations where last_working_day not {days}"
    )
    assert outside == 0


def test_electricity_and_water_of_an_estate(muscat_bay):
    assert_draft(muscat_bay, 2024)
    found = values(muscat_bay, 2024)
    assert found["electricity"]["total", "total"] == (Decimal(1142538), None)
    assert found["water"]["total", "total"] == (Decimal(404687), None)


def test_the_negative_reading_counts_and_is_published_only_with_an_explanation(muscat_bay):
    assert len(rows(muscat_bay, 2024, "select row_id from core.fct_energy where kwh < 0")) == 1
    rule = "rule = 'bill_not_negative' and suite = 'facilities__electricity_bills'"
    answers = rows(muscat_bay, 2024, f"select reason from gates.findings where {rule}")
    assert len(answers) == 1
    assert answers[0][0]


def test_what_a_company_cannot_know_is_out_of_scope_with_a_reason(muscat_bay):
    told = dict(
        rows(
            muscat_bay,
            2024,
            "select distinct kpi_id, status_reason from marts.mart_kpi_values where status = 'not_in_scope'",
        )
    )
    assert {"ghg_scope2", "headcount", "electricity_intensity", "turnover_rate"} <= told.keys()
    assert "factor" in told["ghg_scope2"]
    assert all(told.values())
    printed = (muscat_bay.settings.draft_dir(2024) / "appendix.csv").read_text(encoding="utf-8-sig")
    assert "1,142.54" in printed
    assert "404,687" in printed
