"""The second computation against a year's warehouse: equal in both years, and no mart can change unseen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dagster_project.company import Company, read_company
from dagster_project.demo.company_files import company_yml
from dagster_project.demo.indicators import indicators_yml
from dagster_project.gates.fingerprints import fingerprint_table
from dagster_project.gates.results import RuleResult
from dagster_project.gates.runner import run_publish_suite
from dagster_project.gates.suites import load_suites
from dagster_project.project import DBT_DIR
from dagster_project.recompute import recompute
from dagster_project.recompute_border import lay_beside, raw_rows
from dagster_project.registry.kpis import company_kpis
from dagster_project.warehouse.connection import warehouse
from dagster_project.warehouse.dbt_project import TARGET_DIR
from tests.conftest import YEARS

pytestmark = pytest.mark.slow

SUITE = load_suites("publish")["recompute_figures"]
KPIS = company_kpis(Company.model_validate(company_yml() | {"indicators": indicators_yml()}))
MARTS = sorted({kpi.mart for kpi in KPIS.values()})
WITHOUT_ROWS = {"mart_ethics"}
"""Topics of which nothing happened to the made-up company: nought has no rows."""
WITHOUT_A_NUMBER = {"ghg_scope1", "ghg_scope2_market", "water_consumption", "water_discharge"}
"""Sources that do not occur, and exports that the made-up company does not hand in."""
OFF = {"mart_facilities": "3.65"}
"""A hundredth of an amount that is multiplied by the days of the year."""
FIGURES = {(kpi.id, *member) for kpi in KPIS.values() for member in kpi.members()}


@pytest.fixture(scope="module")
def copy(run_company, tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    assert run_company.runs[2023].passed, "\n".join(run_company.runs[2023].stops)
    path: Path = tmp_path_factory.mktemp("recompute") / "warehouse.duckdb"
    shutil.copy(run_company.settings.warehouse(2023), path)
    with warehouse(path) as connection:
        yield connection


@pytest.fixture
def connection(copy: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A year's warehouse in a transaction that is undone."""
    copy.execute("begin")
    yield copy
    copy.execute("rollback")


def failed(connection: duckdb.DuckDBPyConnection) -> dict[str, RuleResult]:
    result = run_publish_suite(SUITE, connection, {})
    assert not result.reasons
    return {rule.id: rule for rule in result.rules if not rule.success}


@pytest.mark.parametrize("year", YEARS)
def test_every_figure_of_either_year_is_the_same_twice(run_company, year: int):
    assert run_company.runs[year].passed, "\n".join(run_company.runs[year].stops)
    with warehouse(run_company.settings.warehouse(year), read_only=True) as connection:
        found = connection.execute(
            "select kpi_id, dimension, member, status, numerator, numerator_difference, denominator_difference, "
            "warehouse_denominator is distinct from denominator, warehouse_scale is distinct from scale "
            "from recompute.figures"
        ).fetchall()
        assert not failed(connection)
    assert {row[:3] for row in found} == FIGURES
    assert not [row for row in found if (row[4] is not None) != (row[3] == "computed")]
    assert not [row for row in found if any(row[5:])]


def test_it_needs_nothing_but_the_raw_tables(run_company):
    settings = run_company.settings
    with warehouse(settings.warehouse(2023), read_only=True) as connection:
        again = recompute(raw_rows(connection), read_company(settings.company_dir), 2023)
        rows = connection.execute(
            "select kpi_id, dimension, member, numerator from recompute.computed"
        ).fetchall()
    assert {tuple(key): parts.numerator for key, parts in again.items()} == {row[:3]: row[3] for row in rows}


def unite(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `mart_kpi_values` of the marts once more, as the model does."""
    path = TARGET_DIR / "compiled" / "esg" / "models" / "marts" / "mart_kpi_values.sql"
    connection.execute(f"create or replace table marts.mart_kpi_values as {path.read_text(encoding='utf-8')}")


def test_each_topic_has_its_mart_and_every_kpi_is_in_one():
    views = (DBT_DIR / "models" / "intermediate").glob("int_*__contributions.sql")
    topics = {path.stem.removeprefix("int_").removesuffix("__contributions") for path in views}
    assert {mart.removeprefix("mart_") for mart in MARTS} == topics


def test_marts_that_nobody_broke_unite_to_the_same_values(connection: duckdb.DuckDBPyConnection):
    unite(connection)
    assert not failed(connection)


@pytest.mark.parametrize("mart", MARTS)
def test_a_mart_that_is_off_by_a_hundredth_is_seen(connection: duckdb.DuckDBPyConnection, mart: str):
    """In every figure of it and in no other; one of which nothing happened has no row yet, and is nought."""
    of_mart = [kpi.id for kpi in KPIS.values() if kpi.mart == mart]
    connection.execute(
        f"insert into marts.{mart} by name select kpi_id, dimension, member, 0 as numerator, 0 as row_count "
        f"from registry.kpi_members as listed where kpi_id = any(?) and not exists (select 1 from marts.{mart} as made "
        "where made.kpi_id = listed.kpi_id and made.dimension = listed.dimension and made.member = listed.member)",
        [of_mart],
    )
    connection.execute(
        f"update marts.{mart} set numerator = coalesce(numerator, 0) + {OFF.get(mart, '0.01')}"
    )
    unite(connection)
    numbers = connection.execute(
        "select kpi_id, dimension, member from marts.mart_kpi_values where status = 'computed' and kpi_id = any(?)",
        [of_mart],
    ).fetchall()
    assert {kpi for kpi, *_ in numbers} == set(of_mart) - WITHOUT_A_NUMBER
    assert set(failed(connection)["same_numerator"].failing) == {" / ".join(key) for key in numbers}


@pytest.mark.parametrize("kpi", sorted(KPIS.keys() - WITHOUT_A_NUMBER))
def test_a_figure_that_is_off_by_its_last_unit_is_seen_and_no_other(
    connection: duckdb.DuckDBPyConnection, kpi: str
):
    """A unit that is told apart from the rounding of bills, which comes to thousandths."""
    connection.execute(
        "update marts.mart_kpi_values set numerator = mart_kpi_values.numerator + again.rounding + 0.0000000001 "
        "from recompute.computed as again where mart_kpi_values.kpi_id = again.kpi_id "
        "and mart_kpi_values.dimension = again.dimension and mart_kpi_values.member = again.member "
        "and again.kpi_id = ?",
        [kpi],
    )
    rules = failed(connection)
    assert rules.keys() == {"same_numerator"}
    assert {one.split(" / ")[0] for one in rules["same_numerator"].failing} == {kpi}


@pytest.mark.parametrize("mart", MARTS)
def test_a_row_that_is_lost_on_the_way_to_a_mart_is_seen(connection: duckdb.DuckDBPyConnection, mart: str):
    """The mart is made again without the largest of its contributions."""
    topic = mart.removeprefix("mart_")
    view = f"intermediate.int_{topic}__contributions"
    rows = connection.execute(
        f"select kpi_id, row_id from {view} where role = 'numerator' and amount <> 0 order by abs(amount) desc, row_id"
    ).fetchone()
    if rows is None:
        assert mart in WITHOUT_ROWS
        return
    kpi, row_id = rows
    connection.execute(
        f"update marts.{mart} set numerator = numerator - lost.amount from ("
        f"select dimension, member, sum(amount) as amount from {view} "
        f"where kpi_id = ? and role = 'numerator' and row_id = ? group by all) as lost "
        f"where {mart}.kpi_id = ? and {mart}.dimension = lost.dimension and {mart}.member = lost.member",
        [kpi, row_id, kpi],
    )
    unite(connection)
    assert kpi in {one.split(" / ")[0] for one in failed(connection)["same_numerator"].failing}


@pytest.mark.parametrize("kpi", sorted(kpi.id for kpi in KPIS.values() if kpi.kind in ("ratio", "score")))
def test_a_ratio_over_another_number_is_seen(connection: duckdb.DuckDBPyConnection, kpi: str):
    connection.execute(
        "update marts.mart_kpi_values set denominator = denominator + 1 where kpi_id = ?", [kpi]
    )
    assert failed(connection).keys() == {"same_denominator"}


def test_a_figure_that_disappears_from_the_warehouse_is_seen(connection: duckdb.DuckDBPyConnection):
    connection.execute("update marts.mart_kpi_values set numerator = null where kpi_id = 'paper'")
    assert "computed_by_both" in failed(connection)


def test_what_the_gate_saw_is_stale_once_a_mart_changes(connection: duckdb.DuckDBPyConnection):
    before = fingerprint_table(connection, SUITE.table)
    connection.execute("update marts.mart_kpi_values set numerator = numerator + 1 where kpi_id = 'paper'")
    assert fingerprint_table(connection, SUITE.table) != before


def test_a_row_of_an_export_that_changes_after_the_models_ran_is_seen(
    connection: duckdb.DuckDBPyConnection, run_company
):
    connection.execute(
        "update raw.procurement__paper_orders set returned_quantity = '1' where source_row = 3"
    )
    company = read_company(run_company.settings.company_dir)
    lay_beside(connection, recompute(raw_rows(connection), company, 2023))
    assert failed(connection)["same_numerator"].failing == ("paper / total / total",)
