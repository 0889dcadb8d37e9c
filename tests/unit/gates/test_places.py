"""A suite that does not hold says which files to open."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pandas as pd
import pytest

from dagster_project.gates.places import MOST_FILES, places
from dagster_project.gates.report import as_markdown
from dagster_project.gates.results import SuiteResult
from dagster_project.gates.runner import run_suite, year_parameters
from dagster_project.gates.suites import Suite
from tests.unit.gates.companies import COMPANY
from tests.unit.gates.good_rows import YEAR
from tests.unit.gates.test_explanations import SUITE

OF_FIGURES = SUITE.model_copy(update={"key": ["year", "kpi_id"]})
AUDIT = SUITE.model_copy(update={"exports": ["facilities__water_bills", "hr__injuries"]})


@pytest.fixture
def connection():
    with duckdb.connect() as made:
        made.execute("create schema raw; create table raw.landed_files (contract varchar, file_name varchar)")
        made.execute("insert into raw.landed_files values ('facilities__water_bills', 'raw/2023/b.csv')")
        made.execute("insert into raw.landed_files values ('facilities__water_bills', 'raw/2023/a.csv')")
        made.execute("insert into raw.landed_files values ('hr__employees', 'raw/2023/roster.csv')")
        yield made


def judged(suite: Suite, change: int, kpi: str = "water") -> SuiteResult:
    row = {"year": "2023", "kpi_id": kpi, "kpi": kpi, "change": change}
    return run_suite(suite, pd.DataFrame([row], dtype=object), year_parameters(COMPANY, YEAR))


def test_an_audit_names_its_exports_with_their_files(connection):
    assert places(connection, AUDIT, judged(AUDIT, 30)) == (
        "facilities__water_bills (raw/2023/a.csv, raw/2023/b.csv)",
        "hr__injuries",
    )


def test_a_suite_of_figures_leads_from_its_failing_kpis_to_their_exports_and_company_yml(connection):
    found = places(connection, OF_FIGURES, judged(OF_FIGURES, 30))
    assert found[0] == "facilities__water_bills (raw/2023/a.csv, raw/2023/b.csv)"
    assert found[-1] == "company.yml"
    assert not any(place.startswith("hr__employees") for place in found)


def test_where_all_holds_or_nothing_is_known_no_place_is_named(connection):
    assert places(connection, AUDIT, judged(AUDIT, 5)) == ()
    assert places(connection, OF_FIGURES, judged(OF_FIGURES, 30, kpi="all")) == ()
    assert places(connection, SUITE, judged(SUITE, 30)) == ()


def test_of_many_files_the_rest_is_counted(connection):
    connection.execute(
        "insert into raw.landed_files select 'hr__injuries', 'raw/' || n || '.csv' from range($1) t(n)",
        [MOST_FILES + 3],
    )
    assert places(connection, AUDIT, judged(AUDIT, 30))[1].endswith(", 3 more)")


def test_the_report_says_where_to_look():
    result = judged(AUDIT, 30)
    assert "Look in: a.csv; company.yml." in as_markdown(replace(result, look_in=("a.csv", "company.yml")))
    assert "Look in" not in as_markdown(result)
