"""What others wrote stays text in the Markdown of the Dagster UI, and reads as it was written in a terminal."""

from __future__ import annotations

from datetime import date

import pytest

from dagster_project.gates.report import as_markdown
from dagster_project.gates.results import Answer, Finding, RuleResult, SuiteResult
from dagster_project.markdown_text import code, escaped, plain

WRITTEN = [
    "<script>alert(1)</script>",
    "![](http://192.0.2.1/seen.png)",
    "[open](javascript:alert(1))",
    "a ` b `c`",
    "x\n# Gate passed\n\n| a | b |\n|---|---|",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_no_markup_begins_in_it_and_a_terminal_shows_it_as_it_was(text):
    for shown in (escaped(text), code(text)):
        assert "\n" not in shown
    bare = escaped(text).replace("\\\\", "")
    assert not any(bare[at] in "<[`|" and bare[at - 1] != "\\" for at in range(len(bare)))
    assert code(text)[1:-1].count("`") == 0
    assert plain(escaped(text)) == " ".join(text.split())


def test_our_own_marks_go_from_a_terminal():
    assert plain("**intake/x failed**: see `esg quality`") == "intake/x failed: see esg quality"


def test_a_report_shows_what_was_found_as_text():
    hostile = WRITTEN[0] + WRITTEN[1]
    rule = RuleResult(
        "r", "error", "row", False, hostile, hostile, "m", "d", True, ("k",), ((hostile, hostile),)
    )
    answer = Answer(hostile, hostile, date(2024, 1, 1))
    finding = Finding("r", hostile, hostile, 1, "m", "d", answer)
    result = SuiteResult("intake", "s", "raw.s", 1, (rule,), (hostile,), findings=(finding,))
    report = as_markdown(result)
    outside_of_code = "".join(report.split("`")[::2])
    assert "<script" not in outside_of_code.replace("\\<", "")
    assert "![" not in outside_of_code.replace("\\[", "")
