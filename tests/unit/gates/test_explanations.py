"""Comply or explain: what a warning saw is answered in writing, one entry for exactly one finding."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dagster_project.gates.explanations import (
    ExplanationError,
    answered,
    draft_entries,
    explanations_file,
    load_explanations,
    stale,
)
from dagster_project.gates.passed import GateNotPassed, RequiredSuite, require_all_passed
from dagster_project.gates.results import Finding, SuiteResult, read_findings, record
from dagster_project.gates.runner import MOST_FINDINGS, run_intake_suite, run_suite, year_parameters
from dagster_project.gates.suites import Suite
from tests.unit.gates.companies import COMPANY
from tests.unit.gates.good_rows import GOOD, YEAR, contract, frame_of_rows
from tests.unit.gates.test_runner import suite_with

PARAMETERS = year_parameters(COMPANY, YEAR)
RULE = {
    "id": "moved",
    "type": "expect_column_values_to_be_between",
    "kwargs": {"column": "change", "max_value": 10},
    "severity": "warning",
    "message": "It moved far.",
    "remedy": "Say why it moved.",
}
SUITE = Suite.model_validate(
    {
        "gate": "publish",
        "suite": "tried",
        "table": "audit.tried",
        "about": "Tries a warning.",
        "select": "select * from audit.tried",
        "key": ["kpi"],
        "rules": [RULE],
    }
)
ENTRY = """\
- rule: publish/tried/moved
  subject: water
  seen: change = 30
  reason: A site was closed.
  by: Chan Siu Ming
  on: 2024-01-20
"""


def frame(**changes: int) -> pd.DataFrame:
    return pd.DataFrame({"kpi": list(changes), "change": list(changes.values())}, dtype=object)


def judged(**changes: int) -> SuiteResult:
    return run_suite(SUITE, frame(**changes), PARAMETERS)


def company(tmp_path: Path, text: str) -> Path:
    path = explanations_file(tmp_path, YEAR)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_warning_gives_one_finding_for_each_subject_and_is_unexplained():
    result = judged(water=30, paper=5, waste=12)
    assert [(one.subject, one.seen) for one in result.findings] == [
        ("waste", "change = 12"),
        ("water", "change = 30"),
    ]
    assert result.outcome == "unexplained"
    assert judged(water=9).outcome == "passed"


def test_an_entry_answers_exactly_its_finding(tmp_path):
    entries = load_explanations(company(tmp_path, ENTRY), YEAR)
    explained = answered(judged(water=30), entries)
    assert explained.outcome == "passed"
    assert explained.findings[0].answer.reason == "A site was closed."
    assert answered(judged(water=31), entries).outcome == "unexplained"
    assert answered(judged(water=30, waste=12), entries).outcome == "unexplained"


def test_an_entry_whose_finding_is_gone_or_another_is_stale(tmp_path):
    entries = load_explanations(company(tmp_path, ENTRY), YEAR)
    assert stale(entries, judged(water=30).findings) == []
    assert stale(entries, judged(water=31).findings) == entries
    assert stale(entries, judged(water=5).findings) == entries


def test_a_file_sent_again_leaves_its_findings_as_they_were():
    suite = suite_with({"column": "closed_on"}, type="expect_column_values_to_be_null")
    suite = suite.model_copy(update={"rules": [suite.rules[0].model_copy(update={"severity": "warning"})]})
    row = {**GOOD["customers__complaints"][0], "closed_on": "2023-05-04"}
    frame = frame_of_rows(contract("customers__complaints"), [row])
    again = frame.assign(row_id=["another file:0:9"], source_row=[9])
    first, second = (
        run_intake_suite(suite, contract("customers__complaints"), one, PARAMETERS).findings
        for one in (frame, again)
    )
    assert first == second
    assert "ticket_no = " in first[0].subject


def test_a_person_is_named_by_a_pseudonym_only():
    suite = suite_with(
        {"column": "lost_days", "max_value": 0}, suite="hr__injuries", table="raw.hr__injuries"
    )
    suite = suite.model_copy(update={"rules": [suite.rules[0].model_copy(update={"severity": "warning"})]})
    frame = frame_of_rows(contract("hr__injuries"), GOOD["hr__injuries"])
    number = str(frame["employee_no"].iloc[0])
    result = run_intake_suite(
        suite, contract("hr__injuries"), frame, PARAMETERS, pseudonym=lambda value, kind: f"<{kind}>"
    )
    assert result.findings
    assert "employee_no = <employee>" in result.findings[0].subject
    assert number not in repr(result.findings)


def test_more_findings_than_anyone_answers_are_one_that_changes_with_any():
    many = {f"kpi_{number}": 20 for number in range(MOST_FINDINGS + 1)}
    (one,) = judged(**many).findings
    (other,) = judged(**{**many, "kpi_0": 21}).findings
    assert f"{MOST_FINDINGS + 1} rows" in one.seen
    assert one.identity != other.identity


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ENTRY.replace("  by: Chan Siu Ming\n", ""), "needs `by`"),
        (ENTRY + ENTRY, "twice"),
        (ENTRY.replace("subject", "subjekt"), "subjekt"),
        (ENTRY.replace("publish/tried/moved", "moved"), "rule"),
        (ENTRY + "  note: {zh-Hant: a, zh-Hans: b, en: c}\n", "go together"),
        ("- [", "not valid YAML"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, text, told):
    with pytest.raises(ExplanationError, match=told):
        load_explanations(company(tmp_path, text), YEAR)


def test_drafted_entries_wait_for_a_reason_and_then_answer(tmp_path):
    result = judged(water=30, waste=12)
    folder = company(tmp_path, "# our own words\n" + ENTRY)
    assert draft_entries(folder, YEAR, result.findings) == 1
    text = explanations_file(folder, YEAR).read_text(encoding="utf-8")
    assert text.startswith("# our own words\n" + ENTRY)
    assert answered(result, load_explanations(folder, YEAR)).outcome == "unexplained"
    filled = text.replace(
        "  reason:\n  by:\n  on:\n", "  reason: Less was thrown away.\n  by: Ho\n  on: 2024-01-21\n"
    )
    assert answered(result, load_explanations(company(tmp_path, filled), YEAR)).outcome == "passed"
    assert draft_entries(folder, YEAR, result.findings) == 0


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute(
            "create schema audit; create table audit.tried as select 'water' as kpi, 30 as change"
        )
        yield connection


REQUIRED = [RequiredSuite("publish", "tried", "audit.tried")]


def recorded(connection, result: SuiteResult) -> None:
    from dagster_project.gates.fingerprints import fingerprint_table

    record(connection, result, "inputs", fingerprint_table(connection, "audit.tried"))


def test_publication_waits_for_every_answer_and_names_what_is_open(connection, tmp_path):
    recorded(connection, judged(water=30))
    with pytest.raises(GateNotPassed, match=r"1 findings wait.*\n.*water: change = 30\n.*It moved far"):
        require_all_passed(connection, REQUIRED, "inputs")
    entries = load_explanations(company(tmp_path, ENTRY), YEAR)
    recorded(connection, answered(judged(water=30), entries))
    require_all_passed(connection, REQUIRED, "inputs", entries)


def test_findings_are_recorded_with_their_answers_in_place_of_earlier_ones(connection, tmp_path):
    recorded(connection, judged(water=30, waste=12))
    result = answered(judged(water=30), load_explanations(company(tmp_path, ENTRY), YEAR))
    recorded(connection, result)
    (kept,) = read_findings(connection)
    assert isinstance(kept, Finding)
    assert kept == result.findings[0]
    assert kept.answer.on == date(2024, 1, 20)


def test_a_note_whose_finding_is_gone_is_not_printed_in_silence(connection, tmp_path):
    note = ENTRY + "  note: {zh-Hant: a, zh-Hans: b, en: c}\n  at: [water/total/total]\n"
    recorded(connection, judged(water=5))
    with pytest.raises(GateNotPassed, match="would be printed"):
        require_all_passed(connection, REQUIRED, "inputs", load_explanations(company(tmp_path, note), YEAR))
    without = load_explanations(company(tmp_path, ENTRY), YEAR)
    require_all_passed(connection, REQUIRED, "inputs", without)
