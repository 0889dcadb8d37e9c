"""Every rule of every intake suite passes what is right and fails what is wrong."""

from __future__ import annotations

import pytest

from dagster_project.gates.results import SuiteResult
from dagster_project.gates.runner import run_intake_suite, year_parameters
from dagster_project.gates.suites import load_suites
from tests.unit.gates.companies import COMPANY
from tests.unit.gates.good_rows import (
    BROKEN_ROWS,
    BROKEN_TABLES,
    GOOD,
    YEAR,
    Row,
    contract,
    frame_of_rows,
)

SUITES = load_suites("intake")


def judge(name: str, rows: list[Row], row_ids: list[str] | None = None) -> SuiteResult:
    frame = frame_of_rows(contract(name), rows, row_ids or [])
    return run_intake_suite(SUITES[name], contract(name), frame, year_parameters(COMPANY, YEAR))


def failed(result: SuiteResult) -> set[str]:
    return {rule.id for rule in result.rules if not rule.success}


@pytest.mark.parametrize("name", SUITES)
def test_good_rows_pass_without_a_warning(name: str):
    result = judge(name, GOOD[name])
    assert (result.passed, failed(result), result.reasons) == (True, set(), ())


@pytest.mark.parametrize("name", BROKEN_ROWS)
def test_each_rule_names_the_row_that_breaks_it_and_no_good_row(name: str):
    broken = BROKEN_ROWS[name]
    rows = [*GOOD[name], *({**GOOD[name][0], **changes} for changes in broken.values())]
    row_ids = [f"good:{number}" for number in range(len(GOOD[name]))] + [f"bad:{rule}" for rule in broken]
    result = judge(name, rows, row_ids)
    failing = {rule.id: rule.failing for rule in result.rules if rule.id in broken}
    assert not result.reasons
    assert {rule for rule in broken if f"bad:{rule}" not in failing[rule]} == set()
    repeated_rows = {"once_a_day", "hired_once_a_day", "one_main_job_opening", "one_main_job_closing"}
    assert not {
        key
        for rule, keys in failing.items()
        for key in keys
        if key.startswith("good") and rule not in repeated_rows
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "rule"), [(name, rule) for name, rules in BROKEN_TABLES.items() for rule in rules]
)
def test_each_table_rule_can_fail(name: str, rule: str):
    assert rule in failed(judge(name, BROKEN_TABLES[name][rule](GOOD[name])))


def test_no_rule_is_left_without_a_row_or_table_that_breaks_it():
    written = {(name, rule.id) for name, suite in SUITES.items() for rule in suite.rules}
    broken = {
        (name, rule)
        for cases in (BROKEN_ROWS, BROKEN_TABLES)
        for name, rules in cases.items()
        for rule in rules
    }
    assert written == broken


def test_failed_error_blocks_and_its_row_is_found_for_quarantine():
    result = judge("hr__separations", [{**GOOD["hr__separations"][0], "last_working_day": "2015-03-01"}])
    found = next(one for one in result.broken_rows if one.rule == "left_after_hired")
    assert not result.passed
    assert (found.row_id, found.column) == ("good:0", "last_working_day, hire_date")
    assert found.found == "last_working_day = 2015-03-01, hire_date = 2015-03-02"
    assert found.expected == "last_working_day >= hire_date"
    assert found.reason
    assert found.remedy


def test_failed_warning_waits_for_an_explanation_and_does_not_quarantine():
    result = judge("procurement__supplier_assessments", [*GOOD["procurement__supplier_assessments"]] * 2)
    assert result.passed
    row = {**GOOD["procurement__supplier_assessments"][0], "conclusion": None}
    result = judge("procurement__supplier_assessments", [row])
    assert result.outcome == "unexplained"
    assert [rule.id for rule in result.warnings] == ["has_conclusion"]
    assert [one.rule for one in result.findings] == [
        "intake/procurement__supplier_assessments/has_conclusion"
    ]
    assert result.broken_rows == ()


def test_personal_values_are_masked_wherever_a_rule_speaks_of_them():
    row = {**GOOD["hr__employees"][0], "employee_no": "1.23E+17"}
    result = judge("hr__employees", [*GOOD["hr__employees"], row])
    told = repr([result.detail(), [rule.samples for rule in result.rules], result.broken_rows])
    assert "employee_number_spelt_out" in failed(result)
    assert "1.23E+17" not in told
    assert "(personal)" in told
