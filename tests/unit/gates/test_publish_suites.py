"""Every rule of every publish suite passes what is right and fails what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from dagster_project.gates.results import SuiteResult
from dagster_project.gates.runner import run_publish_suite, year_parameters
from dagster_project.gates.suites import load_suites
from tests.unit.gates.companies import COMPANY
from tests.unit.gates.good_marts import BROKEN, LINES, SHARED, YEAR, write_good_warehouse

pytestmark = pytest.mark.slow

SUITES = load_suites("publish")
PARAMETERS = {**year_parameters(COMPANY, YEAR), "lines": LINES, "chapter_lines": LINES}
BREAKING_SHARED = {"denominator_positive": "mart_turnover"}


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        write_good_warehouse(connection)
        yield connection


@pytest.fixture
def connection(warehouse: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The good warehouse in a transaction that is undone, so that it is built once."""
    warehouse.execute("begin")
    yield warehouse
    warehouse.execute("rollback")


def judge(connection: duckdb.DuckDBPyConnection, name: str) -> SuiteResult:
    return run_publish_suite(SUITES[name], connection, PARAMETERS)


def failed(result: SuiteResult) -> set[str]:
    return {rule.id for rule in result.rules if not rule.success}


@pytest.mark.parametrize("name", SUITES)
def test_a_good_warehouse_passes_without_a_warning(connection: duckdb.DuckDBPyConnection, name: str):
    result = judge(connection, name)
    assert (result.passed, failed(result), result.reasons) == (True, set(), ())


@pytest.mark.parametrize(("name", "rule"), [(name, rule) for name, rules in BROKEN.items() for rule in rules])
def test_each_rule_of_a_suite_can_fail(connection: duckdb.DuckDBPyConnection, name: str, rule: str):
    connection.execute(BROKEN[name][rule])
    result = judge(connection, name)
    assert not result.reasons
    assert rule in failed(result)


@pytest.mark.parametrize("rule", SHARED)
def test_each_rule_of_all_kpi_marts_can_fail(connection: duckdb.DuckDBPyConnection, rule: str):
    connection.execute(SHARED[rule])
    assert rule in failed(judge(connection, BREAKING_SHARED.get(rule, "mart_headcount")))


def test_no_rule_is_left_without_a_table_that_breaks_it():
    written = {
        (name, rule.id)
        for name, suite in SUITES.items()
        for rule in suite.rules
        if not (suite.kpis and rule.id in SHARED)
    }
    assert written == {(name, rule) for name, rules in BROKEN.items() for rule in rules}


def test_failing_rows_are_named_by_their_key(connection: duckdb.DuckDBPyConnection):
    connection.execute(
        "update marts.mart_cross_foots set difference = -1 "
        "where kpi_id = 'headcount' and dimension = 'gender'"
    )
    rule = next(one for one in judge(connection, "mart_cross_foots").rules if one.id == "parts_equal_total")
    assert rule.failing == ("headcount / gender",)
    assert rule.samples == (("headcount / gender", "difference = -1.0000000000"),)


def test_a_company_without_exports_in_scope_has_marts_without_figures_and_passes(
    connection: duckdb.DuckDBPyConnection,
):
    connection.execute("update registry.kpi_members set in_scope = false; delete from marts.mart_ethics")
    result = judge(connection, "mart_ethics")
    assert (result.passed, result.rows) == (True, 7)


def test_a_table_that_is_not_there_fails_the_suite(connection: duckdb.DuckDBPyConnection):
    connection.execute("drop table marts.mart_water")
    result = judge(connection, "mart_water")
    assert not result.passed
    assert "mart_water" in result.reasons[0]


def test_a_company_that_published_nothing_before_has_nothing_to_compare(
    connection: duckdb.DuckDBPyConnection,
):
    connection.execute("delete from appendix.comparison; delete from raw.company__published_figures")
    assert judge(connection, "appendix_comparison").passed


def test_the_number_of_lines_comes_from_the_outline(connection: duckdb.DuckDBPyConnection):
    result = run_publish_suite(SUITES["appendix_lines"], connection, {**PARAMETERS, "lines": LINES + 1})
    assert failed(result) == {"every_line_is_there"}


def test_the_order_of_a_tables_rows_is_not_that_of_a_report(connection: duckdb.DuckDBPyConnection):
    """DuckDB gives rows in any order, and the gate report is among the files that must be the same bytes."""
    connection.execute(BROKEN["mart_cross_foots"]["parts_equal_total"])
    seen = judge(connection, "mart_cross_foots")
    for table in ("marts.mart_cross_foots", "registry.kpi_members"):
        connection.execute(f"create temp table turned as from {table} order by all desc")
        connection.execute(f"delete from {table}")
        connection.execute(f"insert into {table} from turned order by all desc")
        connection.execute("drop table turned")
    assert judge(connection, "mart_cross_foots") == seen
