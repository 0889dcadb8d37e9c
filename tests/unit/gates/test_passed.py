"""Publication asks whether every required suite passed on these very inputs and tables."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from dagster_project.gates.fingerprints import TableMissingError, fingerprint_table
from dagster_project.gates.passed import (
    GateNotPassed,
    RequiredSuite,
    require_all_passed,
    required_suites,
)
from dagster_project.gates.results import RuleResult, SuiteResult, read_results, record
from dagster_project.gates.suites import load_suites
from tests.unit.gates.companies import COMPANY, EXPORTS

REQUIRED = [
    RequiredSuite("intake", "hr__employees", "raw.hr__employees"),
    RequiredSuite("publish", "mart_headcount", "marts.mart_headcount"),
]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema raw; create schema marts")
        connection.execute(
            "create table raw.hr__employees as select * from (values ('1', 'a'), ('2', null)) t(x, y)"
        )
        connection.execute("create table marts.mart_headcount as select 5 as numerator")
        yield connection


def result(required: RequiredSuite, *, success: bool = True, rules: int = 1) -> SuiteResult:
    rule = RuleResult("r", "error", "table", success, "5 rows", "found 4", "Wrong number.", "Put it right.")
    return SuiteResult(required.gate, required.suite, required.table, 5, (rule,) * rules)


def record_all(connection: duckdb.DuckDBPyConnection, inputs: str = "inputs") -> None:
    for one in REQUIRED:
        record(connection, result(one), inputs, fingerprint_table(connection, one.table))


def refusal(connection: duckdb.DuckDBPyConnection, inputs: str = "inputs") -> str:
    with pytest.raises(GateNotPassed) as error:
        require_all_passed(connection, REQUIRED, inputs)
    return str(error.value)


def test_all_passed_on_these_inputs_opens_the_gate(connection: duckdb.DuckDBPyConnection):
    record_all(connection)
    require_all_passed(connection, REQUIRED, "inputs")


def test_a_year_in_which_no_gate_ran_is_refused_and_every_suite_named(connection: duckdb.DuckDBPyConnection):
    told = refusal(connection)
    assert "2 of 2 gates" in told
    assert "intake/hr__employees" in told
    assert "publish/mart_headcount" in told
    assert "Never ran" in told


def test_requiring_nothing_is_refused(connection: duckdb.DuckDBPyConnection):
    with pytest.raises(GateNotPassed, match="nothing was checked"):
        require_all_passed(connection, [], "inputs")


def test_other_inputs_make_a_result_stale(connection: duckdb.DuckDBPyConnection):
    record_all(connection)
    told = refusal(connection, "other inputs")
    assert "stale" in told
    assert "changed since" in told


@pytest.mark.parametrize(
    "change",
    [
        "update raw.hr__employees set y = 'b' where x = '2'",
        "insert into raw.hr__employees values ('1', 'a')",
        "delete from raw.hr__employees where x = '1'",
        "alter table raw.hr__employees rename column y to z",
        "drop table raw.hr__employees",
    ],
)
def test_a_table_that_changed_since_makes_its_suite_stale(connection: duckdb.DuckDBPyConnection, change: str):
    record_all(connection)
    connection.execute(change)
    told = refusal(connection)
    assert "1 of 2 gates" in told
    assert "raw.hr__employees" in told


def test_a_failed_suite_is_refused_with_the_rule_that_failed(connection: duckdb.DuckDBPyConnection):
    record_all(connection)
    one = REQUIRED[1]
    record(connection, result(one, success=False), "inputs", fingerprint_table(connection, one.table))
    told = refusal(connection)
    assert "r (expected 5 rows; found 4)" in told


def test_a_suite_that_ran_no_rule_is_refused(connection: duckdb.DuckDBPyConnection):
    record_all(connection)
    connection.execute(
        "update gates.results set outcome = 'passed', rules = 0 where suite = 'mart_headcount'"
    )
    assert "ran no rule" in refusal(connection)


def test_a_later_result_takes_the_place_of_the_earlier_one(connection: duckdb.DuckDBPyConnection):
    one = REQUIRED[0]
    for success in (False, True):
        record(connection, result(one, success=success), "inputs", "table")
    assert [(row.suite, row.outcome) for row in read_results(connection)] == [("hr__employees", "passed")]


def test_no_results_where_no_gate_ever_ran(connection: duckdb.DuckDBPyConnection):
    assert read_results(connection) == []


def test_a_fingerprint_does_not_depend_on_the_order_of_rows_or_columns(connection: duckdb.DuckDBPyConnection):
    connection.execute("create table raw.turned as select y, x from raw.hr__employees order by x desc")
    assert fingerprint_table(connection, "raw.turned") == fingerprint_table(connection, "raw.hr__employees")


@pytest.mark.parametrize(
    "query",
    [
        "select 'a' as x, '1' as y union all select null, '2'",
        "select '1' as x, 'a' as y union all select '2', ''",
        "select * from raw.hr__employees union all select * from raw.hr__employees",
        "select 1 as x, 'a' as y union all select 2, null",
        "select x, y from raw.hr__employees where false",
    ],
)
def test_a_fingerprint_tells_tables_apart(connection: duckdb.DuckDBPyConnection, query: str):
    connection.execute(f"create table raw.other as {query}")
    assert fingerprint_table(connection, "raw.other") != fingerprint_table(connection, "raw.hr__employees")


def test_a_table_that_is_not_there_has_no_fingerprint(connection: duckdb.DuckDBPyConnection):
    with pytest.raises(TableMissingError, match=r"raw\.nowhere"):
        fingerprint_table(connection, "raw.nowhere")


def test_a_year_requires_the_exports_in_scope_the_registers_and_all_of_publish():
    company = COMPANY.model_copy(update={"exports": ["hr__employees"]})
    required = {(one.gate, one.suite) for one in required_suites(company)}
    publish = {("publish", name) for name in load_suites("publish")}
    registers = {("intake", name) for name in load_suites("intake") if name.startswith("company__")}
    assert required == publish | registers | {("intake", "hr__employees")}
    intake = registers | {("intake", name) for name in EXPORTS}
    assert len(required_suites(COMPANY)) == len(publish | intake)


def test_an_export_in_scope_without_a_suite_is_refused():
    company = COMPANY.model_copy(update={"exports": ["hr__employees", "hr__moods"]})
    with pytest.raises(GateNotPassed, match="hr__moods"):
        required_suites(company)
