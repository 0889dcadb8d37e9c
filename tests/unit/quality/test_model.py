"""What the gate report concludes: the verdict, what blocks, and what to do next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dagster_project.quality.model import shown
from dagster_project.quality.page import headline
from dagster_project.quality.short import what_next, what_stopped
from tests.unit.quality.given import BILLS, PASSED, STOPPED, WAITING, held

PERSON = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("quality", "verdict", "said"),
    [
        (PASSED, "passed", "May be published"),
        (WAITING, "waiting", "Waits for 1 explanation"),
        (STOPPED, "stopped", "Stopped by 3 causes"),
        (replace(PASSED, drafted=False), "unfinished", "Not finished"),
        (
            replace(PASSED, suites=(replace(BILLS, standing="not_run"),)),
            "stopped",
            "Stopped: 1 gate did not run",
        ),
    ],
)
def test_the_verdict(quality, verdict, said):
    assert quality.verdict == verdict
    assert headline(quality) == said


def test_a_draft_of_an_earlier_run_does_not_make_a_year_pass():
    assert replace(STOPPED, drafted=True).verdict == "stopped"
    assert replace(WAITING, drafted=True).verdict == "waiting"


def test_a_suite_that_failed_without_a_word_still_blocks():
    silent = replace(PASSED, suites=(replace(BILLS, standing="failed", rules=()),))
    assert silent.verdict == "stopped"


def test_an_entry_that_would_be_printed_in_vain_blocks_and_another_stale_one_does_not():
    (entry,) = WAITING.stale
    assert replace(PASSED, stale=(entry,)).verdict == "passed"
    in_vain = replace(PASSED, stale=(replace(entry, printed=True),))
    assert in_vain.verdict == "stopped"
    assert "explanations/2023.yml" in what_next(in_vain)


def test_rows_with_the_same_fault_are_told_once_with_the_first_of_them_and_their_number():
    many = replace(STOPPED, quarantine=held(500))
    (point,) = next(cause for cause in many.causes if cause.title == BILLS.title).points
    assert point.rows == 500
    assert [one.place for one in point.examples[:2]] == [
        "raw/2023/水費.csv, row 2, column period_to",
        "raw/2023/水費.csv, row 3, column period_to",
    ]
    assert point.more == 494
    assert len(what_stopped(many).splitlines()) < 40


def test_the_short_form_says_what_stopped_the_year_and_what_to_do():
    said = what_stopped(STOPPED)
    for part in (
        "Stopped by 3 causes",
        "raw/2023/電費.csv, row 9",
        "Fetch it again",
        "- 3 rows: There is no such day.",
        "raw/2023/水費.csv, row 2, column period_to, found: 2023-02-30",
        "The parts of a breakdown do not add up to its total.",
        "headcount / gender / male, found: numerator = 1200, total = 1201",
        "1 gate did not run",
        "1 finding waits for an explanation",
        "bill_no = W1: quantity = -5",
    ):
        assert part in said
    steps = what_next(STOPPED)
    commands = [
        "esg quarantine --year 2023",
        "corrections/2023.yml",
        "esg findings --year 2023 --draft",
        "esg run --year 2023",
    ]
    assert sorted(commands, key=steps.index) == commands


def test_pseudonyms_are_not_shown_and_digests_of_files_are():
    assert shown(f"employee_no = {PERSON}, days = 3") == "employee_no = (person), days = 3"
    assert shown("120 rows, digest 0123456789ab") == "120 rows"
    assert shown(PERSON * 2) == PERSON * 2
