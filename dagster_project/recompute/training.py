"""Career-development training of the people of the year-end headcount. Compliance courses stand apart."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.parts import Figure, Figures, Tables, by_member, ratio
from dagster_project.recompute.people import Counts, Person, Workforce, counted
from dagster_project.recompute.reading import Year, number
from dagster_project.registry.kpis import Kpi

RECORDS = "hr__training_records"


def figures(
    tables: Tables, company: Company, label: int, kpis: Mapping[str, Kpi], workforce: Workforce
) -> Figures:
    """People trained and minutes of training over the year-end headcount of each member (decision 6)."""
    year = Year.of(company, label)
    people = workforce.employed("closing", year.last)
    minutes = minutes_of(tables, year, people, workforce)
    trained = [people[key] for key in minutes]
    headcount = counted(people.values())
    return {
        **_ratios(kpis["training_share"], counted(trained), headcount),
        **_ratios(
            kpis["training_hours"],
            by_member(trained, Person.members, lambda person: minutes[person.key]),
            headcount,
        ),
    }


def minutes_of(
    tables: Tables, year: Year, people: Mapping[str | None, Person], workforce: Workforce
) -> dict[str | None, Fraction]:
    """Minutes of everyone of these people who completed a career-development session begun in the year."""
    minutes: dict[str | None, Fraction] = {}
    for row in tables[RECORDS]:
        if row["course_category"] != "career_development" or row["completion_status"] != "completed":
            continue
        key = workforce.key(row["employee_no"])
        if key in people and year.holds(row["started_at"]):
            minutes[key] = minutes.get(key, Fraction(0)) + (number(row["duration_minutes"]) or 0)
    return minutes


def _ratios(kpi: Kpi, numerators: Counts, headcount: Counts) -> Figures:
    return {
        Figure(kpi.id, *member): ratio(numerators.get(member, 0), headcount.get(member, 0))
        for member in kpi.members()
    }
