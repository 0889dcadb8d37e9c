"""The figures of the chapters follow from the exports too, so that these need not be made again for them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dagster_project.demo.people import GRADES, REVENUE, STEM
from tests.unit.demo.recompute import Reader, printed

MIDDLE, JUNIOR = GRADES["middle"], GRADES["junior"]


@pytest.fixture(scope="module")
def rows(typed_rows) -> dict[str, list[dict]]:
    return typed_rows[2023]


@pytest.fixture(scope="module")
def grades(rows) -> dict[str, str]:
    """Employee number and grade of everyone in the year-end headcount."""
    return {row["employee_no"]: row["grade"] for row in Reader(rows, 2023).people}


def test_absence_rate(rows) -> None:
    absent = sum(
        row["sick_days"] + row["personal_days"] + row["other_absence_days"] for row in rows["hr__attendance"]
    )
    scheduled = sum(row["scheduled_days"] for row in rows["hr__attendance"])
    assert printed(Fraction(100 * absent, scheduled), 1) == "1.4"


def test_attendance_adds_up_to_the_scheduled_days(rows) -> None:
    leave = ("attended_days", "sick_days", "personal_days", "annual_leave_days", "other_absence_days")
    assert all(sum(row[key] for key in leave) == row["scheduled_days"] for row in rows["hr__attendance"])


def test_hires_inside_and_outside_the_group_and_their_cost(rows) -> None:
    hires = rows["hr__recruitment"]
    outside = [row for row in hires if row["channel"] != "group_transfer"]
    assert (len(hires), len(outside)) == (525, 357)
    assert printed(Fraction(100 * (len(hires) - len(outside)), len(hires)), 0) == "32"
    assert printed(Fraction(sum(row["cost"] for row in outside), len(outside)), 0) == "12,029"


def test_every_hire_of_the_roster_is_in_the_recruitment_ledger(rows) -> None:
    started = {(row["employee_no"], row["start_date"]) for row in rows["hr__recruitment"]}
    moved = {
        (row["employee_no"], row["effective_date"])
        for row in rows["hr__movements"]
        if row["movement_type"] in ("hire", "rehire", "group_transfer_in")
    }
    assert started == moved


def test_classroom_programmes_reach_their_shares_of_middle_and_junior_grades(rows, grades) -> None:
    present = {
        row["employee_no"]
        for row in rows["hr__training_records"]
        if row["delivery"] == "classroom"
        and row["course_category"] == "career_development"
        and row["completion_status"] == "completed"
    }
    for listed, share in ((MIDDLE, "65"), (JUNIOR, "20")):
        everyone = [number for number, grade in grades.items() if grade in listed]
        assert printed(Fraction(100 * len(present & set(everyone)), len(everyone)), 0) == share


def test_courses_against_corruption_cover_everyone_and_safety_seven_in_ten(rows, grades) -> None:
    honest = [row for row in rows["hr__training_records"] if row["course_category"] == "anti_corruption"]
    assert len({row["course_name"] for row in honest}) == 7
    assert {row["employee_no"] for row in honest} >= set(grades)
    safe = {row["employee_no"] for row in rows["hr__training_records"] if row["course_category"] == "safety"}
    assert printed(Fraction(100 * len(safe & set(grades)), len(grades)), 0) == "70"


def test_career_courses_their_rating_and_volunteers(rows) -> None:
    career = [row for row in rows["hr__training_records"] if row["course_category"] == "career_development"]
    scores = [row["score"] for row in career if row["score"] is not None]
    assert len({row["course_name"] for row in career}) == 20
    assert printed(Fraction(sum(scores), len(scores)), 1) == "9.3"
    visits = [row for row in rows["hr__training_records"] if row["course_category"] == "volunteering"]
    assert (len(visits), sum(row["duration_minutes"] for row in visits)) == (42, 288 * 60)


def test_women_in_posts_of_management_and_stem(rows) -> None:
    people = Reader(rows, 2023).people

    def women(posts: list[dict]) -> str:
        return printed(Fraction(100 * sum(row["gender"] == "female" for row in posts), len(posts)), 0)

    managers = [row for row in people if row["management_level"] != "none"]
    by_level = {
        level: women([row for row in managers if row["management_level"] == level])
        for level in ("senior", "junior")
    }
    revenue = [row for row in managers if row["job_function"] in REVENUE]
    assert (women(managers), by_level, women(revenue)) == ("30", {"senior": "24", "junior": "26"}, "34")
    assert women([row for row in people if row["job_function"] in STEM]) == "28"


def test_courses_on_information_security_and_certificates(rows, grades) -> None:
    records = rows["hr__training_records"]
    secure = [row for row in records if row["course_category"] == "information_security"]
    assert len({row["course_name"] for row in secure}) == 6
    assert {row["delivery"] for row in secure} == {"online"}
    certified = [row["employee_no"] for row in records if row["course_category"] == "certification"]
    assert (len(set(certified)), len(certified) > 12, set(certified) <= set(grades)) == (12, True, True)
