"""A suite that does not hold says which files to open."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pandas as pd
import pytest

from dagster_project.gates.places import places
from dagster_project.gates.report import as_markdown
from dagster_project.gates.results import SuiteResult
from dagster_project.gates.runner import run_suite, year_parameters
from dagster_project.gates.suites import Suite
from dagster_project.registry.kpis import load_kpis
from dagster_project.warehouse.origins import MOST_FILES
from tests.unit.gates.companies import COMPANY
from tests.unit.gates.good_rows import YEAR
from tests.unit.gates.test_explanations import SUITE

OF_FIGURES = SUITE.model_copy(update={"key": ["year", "kpi_id"]})
AUDIT = SUITE.model_copy(update={"exports": ["facilities__water_bills", "hr__injuries"]})
SOURCES = ("raw.facilities__water_bills", "raw.hr__employees", "raw.company__sites", "registry.grid_factors")
MANIFEST = {
    "nodes": {
        "model.mart": {"name": "mart_water"},
        "model.audit": {"name": "tried"},
        "model.between": {"name": "int_between"},
    },
    "sources": {
        name: dict(zip(("schema", "identifier"), name.split("."), strict=True))
        for name in (*SOURCES, "registry.reporting_year", "raw.company__grades")
    },
    "parent_map": {
        "model.mart": ["model.between"],
        "model.between": [*SOURCES],
        "model.audit": ["model.between", "registry.reporting_year"],
    },
}
WATER = "facilities__water_bills (raw/2023/a.csv, raw/2023/b.csv)"
ROSTER = "hr__employees (raw/2023/roster.csv)"
SITES = "company__sites (registers/sites.csv)"


@pytest.fixture
def connection():
    with duckdb.connect() as made:
        made.execute("create schema raw; create table raw.landed_files (contract varchar, file_name varchar)")
        made.executemany(
            "insert into raw.landed_files values ($1, $2)",
            [
                ("facilities__water_bills", "raw/2023/b.csv"),
                ("facilities__water_bills", "raw/2023/a.csv"),
                ("hr__employees", "raw/2023/roster.csv"),
                ("company__sites", "registers/sites.csv"),
            ],
        )
        yield made


KPIS = {"water": load_kpis()["water"].model_copy(update={"mart": "mart_water"})}


def judged(suite: Suite, change: int, kpi: str = "water") -> SuiteResult:
    row = {"year": "2023", "kpi_id": kpi, "kpi": kpi, "change": change}
    return run_suite(suite, pd.DataFrame([row], dtype=object), year_parameters(COMPANY, YEAR))


def test_an_audit_names_its_exports_and_what_else_its_table_is_made_of(connection):
    found = places(connection, AUDIT, judged(AUDIT, 30), MANIFEST, KPIS)
    assert found == (WATER, "hr__injuries", ROSTER, SITES, "company.yml")


def test_without_exports_of_its_own_a_suite_names_all_that_its_table_is_made_of(connection):
    found = places(connection, SUITE, judged(SUITE, 30), MANIFEST, KPIS)
    assert found == (WATER, ROSTER, SITES, "company.yml")


def test_a_suite_of_figures_leads_from_its_failing_kpis_to_their_exports_and_registers(connection):
    found = places(connection, OF_FIGURES, judged(OF_FIGURES, 30), MANIFEST, KPIS)
    assert found == (WATER, ROSTER, SITES, "company.yml")


def test_where_all_holds_no_place_is_named(connection):
    assert places(connection, AUDIT, judged(AUDIT, 5), MANIFEST, KPIS) == ()


def test_the_year_itself_is_no_choice_of_the_company(connection):
    only_year = {**MANIFEST, "parent_map": {"model.audit": ["registry.reporting_year"]}}
    assert places(connection, SUITE, judged(SUITE, 30), only_year, KPIS) == ()


def test_of_many_files_the_rest_is_counted(connection):
    connection.execute(
        "insert into raw.landed_files select 'hr__injuries', 'raw/' || n || '.csv' from range($1) t(n)",
        [MOST_FILES + 3],
    )
    assert places(connection, AUDIT, judged(AUDIT, 30), MANIFEST, KPIS)[1].endswith(", 3 more)")


def test_the_report_says_where_to_look():
    result = judged(AUDIT, 30)
    assert "Look in: a.csv; company.yml." in as_markdown(replace(result, look_in=("a.csv", "company.yml")))
    assert "Look in" not in as_markdown(result)
