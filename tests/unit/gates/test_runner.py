"""The laws of a gate: what cannot run, saw nothing or ran nothing has not passed."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dagster_project.company import ReportingYear
from dagster_project.gates import engine, runner
from dagster_project.gates.report import as_markdown, headline
from dagster_project.gates.results import SuiteResult
from dagster_project.gates.runner import run_intake_suite, year_parameters
from dagster_project.gates.suites import Suite, suite_named
from tests.unit.gates.companies import COMPANY
from tests.unit.gates.good_rows import GOOD, YEAR, contract, frame_of_rows

NAME = "customers__complaints"
PARAMETERS = year_parameters(COMPANY, YEAR)


def judge(frame: pd.DataFrame, rightly_empty: str | None = None, name: str = NAME) -> SuiteResult:
    return run_intake_suite(suite_named("intake", name), contract(name), frame, PARAMETERS, rightly_empty)


def good_frame(name: str = NAME) -> pd.DataFrame:
    return frame_of_rows(contract(name), GOOD[name])


def suite_with(kwargs: dict, type: str = "expect_column_values_to_be_between", **suite: object) -> Suite:
    rule = {
        "id": "tried",
        "type": type,
        "kwargs": kwargs,
        "message": "Something is wrong here.",
        "remedy": "Put it right.",
    }
    about = {"gate": "intake", "suite": NAME, "table": f"raw.{NAME}", "about": "Tries a rule."}
    return Suite.model_validate({**about, "rules": [rule], **suite})


def test_an_empty_frame_fails_and_says_what_to_do():
    result = judge(good_frame().iloc[:0])
    assert not result.passed
    assert "rightly_empty" in result.reasons[0]


def test_an_export_that_is_rightly_empty_passes_without_rows_and_fails_with_rows():
    empty = judge(good_frame().iloc[:0], rightly_empty="no complaints this year")
    assert (empty.passed, len(empty.rules)) == (True, 1)
    filled = judge(good_frame(), rightly_empty="no complaints this year")
    assert not filled.passed
    assert "has 1 rows" in filled.reasons[0]


def test_a_register_that_a_company_may_do_without_may_be_empty():
    assert judge(good_frame("company__notes").iloc[:0], name="company__notes").passed
    assert not judge(good_frame("company__sites").iloc[:0], name="company__sites").passed


def test_a_result_without_any_rule_has_not_passed():
    assert not SuiteResult("intake", NAME, f"raw.{NAME}", 10).passed


def test_a_frame_without_a_column_of_its_contract_fails():
    result = judge(good_frame().drop(columns=["closed_on"]))
    assert not result.passed
    assert "lacks closed_on" in result.reasons[0]


def test_an_exception_of_the_library_fails_the_suite(monkeypatch: pytest.MonkeyPatch):
    def broken(*arguments: object):
        raise ImportError("No module named 'great_expectations'")

    monkeypatch.setattr(runner, "evaluate", broken)
    result = judge(good_frame())
    assert not result.passed
    assert "No module named 'great_expectations'" in result.reasons[0]


def test_a_rule_that_the_library_cannot_evaluate_blocks_whatever_its_severity():
    rules = {"odd": ("expect_column_values_to_be_between", {"column": "text", "min_value": 0})}
    verdict = engine.evaluate(pd.DataFrame({"text": ["a"]}), rules)["odd"]
    assert not verdict.success
    assert verdict.error


def test_a_rule_that_the_library_gives_no_result_for_has_not_run(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "_validate", lambda *arguments: {})
    result = judge(good_frame())
    assert not result.passed
    assert not any(rule.ran for rule in result.rules)


def suite_deriving(*dates: str) -> Suite:
    return suite_with({"column": "age", "min_value": 0}, derived={"age": {"days": list(dates)}})


@pytest.mark.parametrize(
    ("suite", "told"),
    [
        (suite_with({"column": "nowhere", "min_value": 0}), "no column 'nowhere'"),
        (suite_deriving("nowhere", "$year_end"), "no column 'nowhere'"),
        (suite_deriving("channel", "$year_end"), "'channel' is text"),
        (suite_deriving("closed_on", "$unknown"), "asks for $unknown"),
        (suite_with({"value": "$lines"}, type="expect_table_row_count_to_equal"), "asks for $lines"),
        (suite_with({"column": "outcome", "min_value": 0, "row_condition": "outcome"}), "yes or no"),
    ],
)
def test_a_suite_that_does_not_fit_its_frame_fails_with_the_reason(suite: Suite, told: str):
    result = run_intake_suite(suite, contract(NAME), good_frame(), PARAMETERS)
    assert not result.passed
    assert told in result.reasons[0]


def test_a_value_that_cannot_be_cast_names_its_row_and_not_its_value():
    frame = good_frame()
    frame.loc[0, "closed_on"] = "2023-02-30"
    result = judge(frame)
    assert not result.passed
    assert "first in good:0" in result.reasons[0]


@pytest.mark.parametrize(
    ("changes", "rule", "column"),
    [
        ({"received_on": None}, "contract_missing_cells", "received_on"),
        ({"closed_on": "2.5.2023"}, None, "closed_on"),
        ({"is_valid": "perhaps"}, "contract_unknown_values", "is_valid"),
    ],
)
def test_what_the_contract_says_is_a_rule_by_itself(changes: dict, rule: str | None, column: str):
    frame = good_frame()
    for name, value in changes.items():
        frame.loc[0, name] = value
    result = judge(frame)
    assert not result.passed
    if rule is None:
        assert column in result.reasons[0]
    else:
        assert [(one.rule, one.column) for one in result.broken_rows if one.rule == rule] == [(rule, column)]


def test_month_and_flag_are_spelt_canonically():
    frame = good_frame("hr__attendance")
    frame.loc[0, "month"] = "2023/01"
    assert {one.rule for one in judge(frame, name="hr__attendance").broken_rows} == {
        "contract_misspelt_cells"
    }


def test_repeated_keys_are_all_found():
    frame = pd.concat([good_frame(), good_frame()], ignore_index=True)
    frame["row_id"] = ["first", "second"]
    result = judge(frame)
    assert [(one.row_id, one.rule) for one in result.broken_rows] == [
        ("first", "contract_repeated_keys"),
        ("second", "contract_repeated_keys"),
    ]


def test_rows_of_one_id_cannot_be_traced_and_fail():
    frame = frame_of_rows(contract(NAME), GOOD[NAME] * 2, ["same", "same"])
    assert {one.rule for one in judge(frame).broken_rows} == {"contract_repeated_row_ids"}


def test_the_frame_that_was_judged_is_left_as_it_was():
    frame = good_frame()
    before = frame.copy()
    judge(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_all_failing_rows_are_known_and_not_only_the_first():
    rows = [{**GOOD[NAME][0], "closed_on": "2023-04-30"}] * 300
    result = judge(frame_of_rows(contract(NAME), rows))
    assert len([one for one in result.broken_rows if one.rule == "closed_after_received"]) == 300


def test_completed_years_end_on_the_birthday():
    suite = suite_with(
        {"column": "age", "min_value": 30, "max_value": 30},
        suite="hr__employments",
        table="raw.hr__employments",
        derived={"age": {"years": ["birth_date", "$year_end"]}},
    )
    frame = good_frame("hr__employments").iloc[[0, 0, 0]].reset_index(drop=True)
    frame["birth_date"] = ["1993-12-31", "1994-01-01", "1992-12-31"]
    frame["employee_no"] = ["a", "b", "c"]
    frame["row_id"] = ["thirty", "twenty-nine", "thirty-one"]
    result = run_intake_suite(suite, contract("hr__employments"), frame, PARAMETERS)
    assert result.rules[-1].failing == ("twenty-nine", "thirty-one")


def test_a_condition_leaves_other_rows_alone():
    frame = frame_of_rows(
        contract(NAME), [GOOD[NAME][0], {**GOOD[NAME][0], "outcome": None, "is_valid": "no"}]
    )
    assert judge(frame).warnings == []


def test_suites_see_the_months_of_a_year_that_does_not_begin_in_january():
    company = COMPANY.model_copy(
        update={"reporting_year": ReportingYear(starts="04-01", labelled_by="last_day")}
    )
    parameters = year_parameters(company, 2023)
    assert (parameters["months"][0], parameters["months"][-1]) == ("2022-04", "2023-03")
    assert (parameters["year_start"], parameters["year_end"]) == (date(2022, 4, 1), date(2023, 3, 31))


def test_configurations_built_once_change_no_verdict(monkeypatch: pytest.MonkeyPatch):
    from contextlib import nullcontext

    rows = [GOOD[NAME][0], {**GOOD[NAME][0], "closed_on": "2023-04-30", "outcome": None}]
    quick = judge(frame_of_rows(contract(NAME), rows))
    monkeypatch.setattr(engine, "_configurations_built_once", nullcontext)
    assert judge(frame_of_rows(contract(NAME), rows)) == quick


def test_the_library_is_as_it_was_after_a_suite():
    from great_expectations.expectations.expectation import Expectation

    before = Expectation.configuration
    judge(good_frame())
    assert Expectation.configuration is before


def test_the_report_says_what_failed_what_was_found_and_what_to_do():
    rows = [{**GOOD[NAME][0], "closed_on": "2023-04-30"}] * 7
    result = judge(frame_of_rows(contract(NAME), rows))
    report = as_markdown(result)
    assert headline(result) == "**intake/customers__complaints failed**: 7 rows, 5 rules, 1 failed"
    assert "closed_on = 2023-04-30, received_on = 2023-05-01" in report
    assert "and 2 more rows" in report
    assert "What to do: Check both dates of the ticket." in report


def test_the_report_of_a_suite_that_passed_lists_the_rules_that_held():
    report = as_markdown(judge(good_frame()))
    assert "passed" in report
    assert "`closed_after_received`" in report


def test_reasons_are_asked_for_only_where_the_export_gives_any():
    rows = [{**GOOD["hr__employments"][0], "termination_date": "2023-05-31"}] * 2
    name = "hr__employments"
    assert judge(frame_of_rows(contract(name), rows), name=name).warnings == []
    frame = frame_of_rows(contract(name), [*rows, GOOD[name][1]])
    assert [rule.id for rule in judge(frame, name=name).warnings] == ["end_and_reason_together"]


def test_a_file_of_the_year_before_is_one_finding_among_files_of_the_year():
    frame = frame_of_rows(contract(NAME), [GOOD[NAME][0]] * 4)
    frame["source_file"] = ["a", "a", "b", "b"]
    frame["received_on"] = ["2022-12-01", "2023-05-01", "2022-04-01", "2022-05-01"]
    frame["closed_on"] = None
    result = judge(frame)
    assert [(one.rule, one.seen, one.times) for one in result.findings] == [
        ("intake/customers__complaints/each_file_of_the_year", "received_on = 2022-04-01", 1)
    ]
