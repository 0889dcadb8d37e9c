"""Headcount, turnover and training by hand, where people go wrong."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from dagster_project.recompute.people import age_band
from tests.unit.recompute.tables import COMPANY, PARENT, by_hand, figure

ROSTER, LEDGER = "hr__employees", "hr__separations"
EMPLOYMENTS, MOVEMENTS = "hr__employments", "hr__movements"


def headcount(**exports) -> Fraction | None:
    return by_hand(**exports)[figure("headcount")].numerator


def women(**exports) -> tuple[Fraction | None, Fraction | None]:
    parts = by_hand(**exports)[figure("turnover_rate", "gender", "female")]
    return parts.numerator, parts.denominator


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("1993-12-31", "from_30_to_50"),
        ("1994-01-01", "under_30"),
        ("1973-01-01", "from_30_to_50"),
        ("1972-12-31", "over_50"),
        ("1973-12-31", "from_30_to_50"),
    ],
)
def test_a_birthday_on_the_last_day_completes_the_year(born: str, band: str):
    assert age_band(date.fromisoformat(born), date(2023, 12, 31)) == band


def test_a_leaver_is_as_old_as_on_the_last_day_of_work():
    left = {"employee_no": "1", "birth_date": "1993-09-01", "last_working_day": "2023-08-31"}
    figures = by_hand(hr__employees=[], hr__separations=[left])
    assert figures[figure("turnover_rate", "age_band", "under_30")].numerator == 1


def test_who_leaves_on_31_december_is_a_leaver_and_not_in_the_headcount():
    exports = {
        ROSTER: [{"employee_no": "1"}, {"employee_no": "2"}],
        LEDGER: [{"employee_no": "1", "last_working_day": "2023-12-31"}],
    }
    assert headcount(**exports) == 1
    assert women(**exports) == (1, 2)


def test_who_leaves_on_1_january_is_in_the_headcount_and_no_leaver():
    exports = {
        ROSTER: [{"employee_no": "1", "employment_status": "left"}],
        LEDGER: [{"employee_no": "1", "last_working_day": "2024-01-01"}],
    }
    assert headcount(**exports) == 1
    assert women(**exports) == (0, 1)


@pytest.mark.parametrize(
    "row",
    [
        {"employment_type": "intern"},
        {"employment_type": "agency"},
        {"employment_type": "rehired_retiree"},
        {"is_main_job": "no"},
        {"hire_date": "2024-01-02"},
        {"company": PARENT},
        {"employment_status": "left"},
        {"snapshot": "opening"},
    ],
)
def test_who_does_not_count(row: dict[str, str]):
    assert headcount(hr__employees=[{"employee_no": "1", **row}]) == 0


def test_one_person_counts_once_under_several_numbers():
    roster = [{"employee_no": "1", "id_number": "x"}, {"employee_no": "2", "id_number": "x"}]
    assert headcount(hr__employees=roster) == 1


def test_an_employment_abroad_of_someone_on_the_roster_is_the_same_person():
    employments = [{"employee_no": "1"}, {"employee_no": "2", "termination_date": "2024-01-01"}]
    assert headcount(hr__employees=[{"employee_no": "1"}], hr__employments=employments) == 2


def test_a_rehire_is_a_leaver_and_in_the_headcount():
    exports = {
        ROSTER: [{"employee_no": "1", "hire_date": "2023-09-01"}],
        LEDGER: [{"employee_no": "1", "last_working_day": "2023-03-31"}],
    }
    assert headcount(**exports) == 1
    assert women(**exports) == (1, 2)


@pytest.mark.parametrize("status", ["withdrawn", "pending"])
def test_a_separation_that_was_not_approved_separates_nobody(status: str):
    exports = {ROSTER: [{"employee_no": "1"}], LEDGER: [{"employee_no": "1", "approval_status": status}]}
    assert headcount(**exports) == 1
    assert women(**exports) == (0, 1)


def transfer(to_company: str, kind: str) -> dict[str, list[dict[str, str]]]:
    left = {"employee_no": "1", "separation_type": "group_transfer", "last_working_day": "2023-06-30"}
    move = {
        "employee_no": "1",
        "movement_type": kind,
        "effective_date": "2023-07-01",
        "to_company": to_company,
    }
    return {ROSTER: [{"employee_no": "1"}], LEDGER: [left], MOVEMENTS: [move]}


def test_a_transfer_inside_the_boundary_is_no_separation():
    exports = transfer("Ours Ltd.", "entity_transfer")
    assert headcount(**exports) == 1
    assert women(**exports) == (0, 1)


def test_a_transfer_to_the_parent_group_is_one():
    exports = transfer(PARENT, "group_transfer_out")
    assert headcount(**exports) == 0
    assert women(**exports) == (1, 1)


def test_a_transfer_abroad_is_known_by_the_employment_that_follows():
    employments = [
        {"employee_no": "1", "termination_date": "2023-06-30", "separation_type": "group_transfer"},
        {"employee_no": "1", "hire_date": "2023-07-01"},
    ]
    assert headcount(hr__employments=employments) == 1
    assert women(hr__employments=employments) == (0, 1)


def test_an_entity_counts_while_it_is_included():
    register = [{"company": "Ours Ltd.", "in_boundary": "yes", "included_to": "2023-12-30"}]
    assert headcount(hr__employees=[{"employee_no": "1"}], company__entities=register) == 0


@pytest.mark.parametrize(
    ("method", "denominator"),
    [
        ("leavers_over_closing_and_leavers", 2),
        ("leavers_over_closing", 1),
        ("leavers_over_average", Fraction(3, 2)),
        ("leavers_over_opening", 2),
    ],
)
def test_turnover_by_each_method(method: str, denominator: Fraction | int):
    company = COMPANY.model_copy(update={"methods": {"turnover_rate": method}})
    roster = [{"employee_no": "1"}] + [{"employee_no": number, "snapshot": "opening"} for number in "12"]
    assert women(company=company, hr__employees=roster, hr__separations=[{"employee_no": "2"}]) == (
        1,
        denominator,
    )


def test_a_rate_of_nobody_has_no_parts():
    parts = by_hand()[figure("turnover_rate", "region", "overseas")]
    assert (parts.numerator, parts.denominator) == (None, None)


def test_trained_twice_is_one_person_and_hours_add_up():
    records = [
        {"employee_no": "1"},
        {"employee_no": "1", "started_at": "2023-06-01 09:00:00", "duration_minutes": "90.5"},
        {"employee_no": "1", "course_category": "compliance"},
        {"employee_no": "2", "completion_status": "failed"},
        {"employee_no": "2", "started_at": "2022-12-31 23:00:00"},
        {"employee_no": "gone"},
    ]
    figures = by_hand(
        hr__employees=[{"employee_no": "1"}, {"employee_no": "2"}], hr__training_records=records
    )
    share = figures[figure("training_share", "employee_category", "middle")]
    hours = figures[figure("training_hours", "gender", "female")]
    assert (share.numerator, share.denominator) == (1, 2)
    assert (hours.numerator, hours.denominator) == (Fraction("150.5"), 2)
