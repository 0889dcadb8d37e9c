"""The people of the made-up company: exact marginals, one history each, the awkward cases present."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

import pytest

from dagster_project.demo import targets
from dagster_project.demo.company import stream
from dagster_project.demo.hr_exports import build_staff
from dagster_project.demo.marginals import first_row, labels, spread
from dagster_project.demo.people import YEAR_END, age_band, age_on, build_population, category, years_before

pytestmark = pytest.mark.slow

MARGINALS = {
    2022: (
        {"male": 1836, "female": 996},
        {"senior": 51, "middle": 600, "junior": 2181},
        (637, 2148, 47),
        203,
    ),
    2023: (
        {"male": 1581, "female": 859},
        {"senior": 48, "middle": 447, "junior": 1945},
        (450, 1953, 37),
        144,
    ),
}
LEAVERS = {
    2022: ({"male": 1023, "female": 492}, (412, 1077, 26), 189),
    2023: ({"male": 595, "female": 322}, (175, 712, 30), 133),
}
BANDS = ("under_30", "from_30_to_50", "over_50")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("year", targets.YEARS)
def test_closing_headcount_meets_every_marginal(seed: int, year: int) -> None:
    people = [p for p in build_population(random.Random(f"{seed}")) if p.spell_at(YEAR_END[year])]
    genders, categories, ages, overseas = MARGINALS[year]
    assert Counter(p.gender for p in people) == genders
    assert Counter(category(p.grade_at(YEAR_END[year])) for p in people) == categories
    assert Counter(age_band(p.birth, YEAR_END[year]) for p in people) == dict(zip(BANDS, ages, strict=True))
    assert sum(p.overseas for p in people) == overseas


@pytest.mark.parametrize("year", targets.YEARS)
def test_leavers_meet_every_marginal_at_their_last_day(company, year: int) -> None:
    leavers = company.staff[0].leavers(year)
    genders, ages, overseas = LEAVERS[year]
    assert Counter(p.gender for p, _ in leavers) == genders
    assert Counter(age_band(p.birth, s.last_day) for p, s in leavers) == dict(zip(BANDS, ages, strict=True))
    assert sum(p.overseas for p, _ in leavers) == overseas


def test_opening_hires_and_leavers_lead_to_closing(company) -> None:
    staff = company.staff[0]
    opening = sum(p.spell_at(YEAR_END[2021]) is not None for p in staff.people)
    for year in targets.YEARS:
        opening += len(staff.hires(year)) - len(staff.leavers(year))
        assert opening == len(staff.closing(year))
    assert len(staff.hires(2023)) == 525
    assert sum(spell.from_parent for _, spell in staff.hires(2023)) == 168


def test_nobody_was_hired_as_a_child_or_left_before_the_hire(company) -> None:
    for person in company.staff[0].people:
        for spell in person.spells:
            assert age_on(person.birth, spell.hire) >= 20
            assert spell.last_day is None or spell.last_day > spell.hire


def test_a_rehire_in_the_year_is_one_person_with_two_employments(company) -> None:
    back = [p for p in company.staff[0].people if "rehired_in_year" in p.marks]
    assert len(back) == 12
    for person in back:
        first, second = person.spells
        assert first.last_day < second.hire and first.last_day.year == second.hire.year == 2023
    assert any(age_band(p.birth, p.spells[0].last_day) == "over_50" for p in back)


@pytest.mark.parametrize(
    ("trap", "at_least"),
    [
        ("last_day_is_year_end", 10), ("birthday_31_december_30", 4), ("birthday_31_december_51", 2),
        ("birthday_1_january", 3), ("age_on_last_day_30", 9), ("age_on_last_day_51", 3),
        ("unpaid_leave", 10), ("transfer_inside", 20), ("overseas_transfer_inside", 3), ("rare_name", 6),
        ("leading_zeros", 10),
        ("leave_date_next_year", 8), ("leave_date_last_year", 3), ("promoted_in_year", 20),
    ],
)  # fmt: skip
def test_awkward_people_are_there(company, trap: str, at_least: int) -> None:
    assert sum(trap in person.marks for person in company.staff[0].people) >= at_least


def test_management_and_technical_posts_have_the_narrative_shares_of_women(company) -> None:
    closing = company.staff[0].closing(2023)

    def percent_women(people: list) -> int:
        return round(100 * sum(p.gender == "female" for p in people) / len(people))

    managers = [p for p in closing if p.management_level != "none"]
    revenue = ("sales", "business", "presales", "solutions", "marketing")
    assert percent_women(managers) == 30
    assert percent_women([p for p in managers if p.management_level == "senior"]) == 24
    assert percent_women([p for p in managers if p.management_level == "junior"]) == 26
    assert percent_women([p for p in managers if p.job_function in revenue]) == 34
    assert percent_women([p for p in closing if p.job_function in ("technology", "functional")]) == 28


def test_the_same_random_stream_gives_the_same_people() -> None:
    def histories(seed: str) -> list:
        rng = random.Random(seed)
        staff = build_staff(build_population(rng), rng, 0)
        return [(p.number, p.birth, [(s.hire, s.last_day) for s in p.spells]) for p in staff.people]

    assert histories("a") == histories("a") != histories("b")


def test_a_draw_that_leaves_too_few_for_the_edge_cases_is_drawn_again() -> None:
    copy = 20
    people = build_population(stream(2023, "people", copy), copy)
    assert sum("birthday_31_december_51" in person.marks for person in people) >= 2


def test_ages_are_completed_years() -> None:
    assert age_on(date(1993, 12, 31), date(2023, 12, 31)) == 30
    assert age_on(date(1994, 1, 1), date(2023, 12, 31)) == 29
    assert age_band(date(1973, 12, 31), date(2023, 12, 31)) == "from_30_to_50"
    assert age_band(date(1972, 12, 31), date(2023, 12, 31)) == "over_50"
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)


def test_labels_and_parts_add_up() -> None:
    assert Counter(labels({"a": 3, "b": 2}, random.Random(1))) == {"a": 3, "b": 2}
    parts = spread(101, [1, 5, 2], at_least=2)
    assert sum(parts) == 101 and min(parts) >= 2
    with pytest.raises(ValueError, match="cannot be spread"):
        spread(3, [1, 1], at_least=2)


def test_a_two_row_table_keeps_its_bounds_or_says_that_there_is_none() -> None:
    row = first_row({"x": 10, "y": 4}, 9, {"x": 2, "y": 1}, {"x": 7, "y": 3})
    assert sum(row.values()) == 9 and 2 <= row["x"] <= 7 and 1 <= row["y"] <= 3
    with pytest.raises(ValueError, match="no row adds up"):
        first_row({"x": 10, "y": 4}, 11, {"x": 2, "y": 1}, {"x": 7, "y": 3})
