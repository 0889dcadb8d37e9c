"""Hires, shares by post, recruiting, absence, courses and volunteering by hand, where people go wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.unit.recompute.tables import PARENT, by_hand, figure

ROSTER, LEDGER, MOVEMENTS = "hr__employees", "hr__separations", "hr__movements"


def parts(kpi_id: str, dimension: str = "total", member: str = "total", /, **exports) -> tuple:
    found = by_hand(**exports)[figure(kpi_id, dimension, member)]
    return found.numerator, found.denominator


def hires(**exports) -> Fraction | None:
    return by_hand(**exports)[figure("new_hires")].numerator


def test_who_was_hired_and_left_in_the_year_is_a_hire():
    exports = {
        ROSTER: [{"employee_no": "1", "hire_date": "2023-02-01"}, {"employee_no": "2"}],
        LEDGER: [{"employee_no": "3", "hire_date": "2023-03-01"}],
    }
    assert hires(**exports) == 2
    assert parts("new_hire_rate", **exports) == (2, 2)


def test_a_hire_is_as_old_as_on_the_first_day():
    roster = [{"employee_no": "1", "hire_date": "2023-02-01", "birth_date": "1993-03-01"}]
    assert parts("new_hires", "age_band", "under_30", hr__employees=roster) == (1, None)


@pytest.mark.parametrize(
    ("kind", "from_company", "expected"),
    [
        ("hire", None, 1),
        ("rehire", None, 1),
        ("group_transfer_in", PARENT, 0),
        ("entity_transfer", "Ours Ltd.", 0),
    ],
)
def test_only_who_comes_from_outside_the_group_is_a_new_hire(kind, from_company, expected):
    move = {"movement_type": kind, "effective_date": "2023-02-01", "from_company": from_company}
    exports = {
        ROSTER: [{"employee_no": "1", "hire_date": "2023-02-01"}],
        MOVEMENTS: [{"employee_no": "1", "to_company": "Ours Ltd.", **move}],
    }
    assert hires(**exports) == expected


def test_women_in_posts():
    roster = [
        {"employee_no": "1", "management_level": "junior", "job_function": "sales"},
        {"employee_no": "2", "gender": "male", "management_level": "senior", "job_function": "sales"},
        {"employee_no": "3", "management_level": "none", "job_function": "functional"},
        {"employee_no": "4"},
    ]
    exports = {ROSTER: roster}
    assert parts("women_in_management", **exports) == (1, 2)
    assert parts("women_in_management", "management_level", "senior", **exports) == (0, 1)
    assert parts("women_in_revenue_management", **exports) == (1, 2)
    assert parts("women_in_stem", **exports) == (1, 1)
    assert parts("women_share", "employee_category", "middle", **exports) == (3, 4)


def test_recruiting_costs_of_full_time_hires_from_outside():
    ledger = [
        {"employee_no": "1", "start_date": "2023-05-01", "channel": "website", "cost": "1000.50"},
        {"employee_no": "2", "start_date": "2023-05-01", "channel": "group_transfer"},
        {"employee_no": "3", "start_date": "2023-05-01", "channel": "referral", "cost": "8"},
        {"employee_no": "4", "start_date": "2022-05-01", "channel": "referral", "cost": "7"},
        {"employee_no": "5", "start_date": "2023-05-01", "channel": "campus", "cost": "9"},
    ]
    exports = {
        ROSTER: [
            {"employee_no": "3", "hire_date": "2023-05-01", "employment_type": "part_time"},
            {"employee_no": "5", "hire_date": "2023-05-01", "employment_type": "intern"},
        ],
        "hr__recruitment": ledger,
    }
    assert parts("internal_hire_share", **exports) == (1, 3)
    assert parts("recruitment_cost", **exports) == (Fraction("1000.5"), 1)


def test_a_recruitment_without_a_cost_leaves_the_mean_unknown():
    ledger = [{"employee_no": "1", "start_date": "2023-05-01", "channel": "website"}]
    assert parts("recruitment_cost", hr__recruitment=ledger) == (None, None)


def test_absence_is_what_was_missed_of_the_scheduled_days():
    months = [
        {"employee_no": "1", "month": "2023-01", "scheduled_days": "20", "sick_days": "1.5"},
        {"employee_no": "1", "month": "2023-02", "scheduled_days": "20", "personal_days": "1"},
        {"employee_no": "1", "month": "2022-12", "scheduled_days": "20", "sick_days": "20"},
        {"employee_no": "9", "month": "2023-01", "scheduled_days": "20", "other_absence_days": "20"},
    ]
    roster = [{"employee_no": "1"}, {"employee_no": "9", "employment_type": "agency"}]
    assert parts("absence_rate", hr__employees=roster, hr__attendance=months) == (Fraction("2.5"), 40)


def test_courses_learners_and_volunteers():
    online = {"delivery": "online"}
    records = [
        {"employee_no": "1", "course_name": "A", "score": "9", "delivery": "classroom"},
        {"employee_no": "2", "course_name": "A", "score": "8", **online},
        {"employee_no": "gone", "course_name": "B", "score": "1", **online},
        {"employee_no": "1", "course_category": "anti_corruption", "course_name": "C"},
        {"employee_no": "1", "course_category": "anti_corruption", "course_name": "D"},
        {"employee_no": "1", "course_category": "information_security", "course_name": "E", **online},
        {"employee_no": "1", "course_category": "information_security", "delivery": "classroom"},
        {"employee_no": "2", "course_category": "certification", "course_name": "F"},
        {"employee_no": "2", "course_category": "certification", "course_name": "G"},
        {"employee_no": "1", "course_category": "volunteering", "duration_minutes": "90"},
        {"employee_no": "gone", "course_category": "volunteering"},
        {"employee_no": "intern", "course_category": "volunteering"},
    ]
    roster = [
        {"employee_no": "1"},
        {"employee_no": "2"},
        {"employee_no": "intern", "employment_type": "intern"},
    ]
    exports = {ROSTER: roster, LEDGER: [{"employee_no": "gone"}], "hr__training_records": records}
    figures = by_hand(**exports)
    rating = figures[figure("course_rating")]
    assert (rating.numerator, rating.denominator, rating.scale) == (17, 2, 10)
    expected = {
        "career_courses": (1, None),
        "anti_corruption_courses": (2, None),
        "anti_corruption_coverage": (1, 2),
        "information_security_courses": (1, None),
        "certified_employees": (1, None),
        "trained_employees": (2, None),
        "volunteer_participations": (2, None),
        "volunteer_hours": (150, None),
    }
    assert {kpi: parts(kpi, **exports) for kpi in expected} == expected
    assert parts("classroom_programme_coverage", "employee_category", "middle", **exports) == (1, 2)
