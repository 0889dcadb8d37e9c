"""Shares of the year-end workforce by gender, age and post, what recruiting cost, and absence. No headcount."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache

from dagster_project.company import Company
from dagster_project.recompute.parts import Figures, Parts, Tables, amount, ratio, total
from dagster_project.recompute.people import Person, Workforce, counted, ratios
from dagster_project.recompute.reading import REFERENCE, Year, day, number
from dagster_project.registry.kpis import Kpi

ATTENDANCE, RECRUITMENT = "hr__attendance", "hr__recruitment"
FROM_THE_GROUP = "group_transfer"
LEVELS = {"senior", "middle", "junior"}
ABSENCES = ("sick_days", "personal_days", "other_absence_days")


def figures(
    tables: Tables, company: Company, label: int, kpis: Mapping[str, Kpi], workforce: Workforce
) -> Figures:
    """The shares at the year end, and recruiting and absence of the year."""
    year = Year.of(company, label)
    people = list(workforce.employed("closing", year.last).values())

    def share(kpi_id: str, of: Callable[[Person], bool], among: Callable[[Person], bool]) -> Figures:
        whole = [person for person in people if among(person)]
        return ratios(kpis[kpi_id], counted(filter(of, whole)), counted(whole))

    return {
        **share("women_share", is_woman, lambda _: True),
        **share("under_30_share", lambda person: person.age_band == "under_30", lambda _: True),
        **share("over_50_share", lambda person: person.age_band == "over_50", lambda _: True),
        **share("women_in_management", is_woman, is_manager),
        **share(
            "women_in_revenue_management", is_woman, lambda one: is_manager(one) and works_in(one, "revenue")
        ),
        **share("women_in_stem", is_woman, lambda one: works_in(one, "stem")),
        **recruiting(tables, year, workforce),
        total("absence_rate"): absence(tables, year, workforce),
    }


def is_woman(person: Person) -> bool:
    """Whether the person is registered as a woman."""
    return person.gender == "female"


def is_manager(person: Person) -> bool:
    """Whether the person holds a management post."""
    return person.level in LEVELS


def works_in(person: Person, field: str) -> bool:
    """Whether the seeds count the person's job function to the field of work."""
    return fields().get(person.function) == field


@cache
def fields() -> dict[str | None, str]:
    """The field of work of each job function, from the seeds."""
    with (REFERENCE / "job_functions.csv").open(encoding="utf-8", newline="") as file:
        return {row["job_function"]: row["field"] for row in csv.DictReader(file)}


def recruiting(tables: Tables, year: Year, workforce: Workforce) -> Figures:
    """Vacancies that the group filled among all filled, and the mean cost of a full-time hire from outside."""
    filled = [row for row in workforce.are_employees(tables[RECRUITMENT]) if year.holds(row["start_date"])]
    outside = [row for row in filled if row["channel"] != FROM_THE_GROUP]
    full_time = [
        row for row in outside if not workforce.part_time_from(row["employee_no"], day(row["start_date"]))
    ]
    cost = amount(number(row["cost"]) for row in full_time)
    return {
        total("internal_hire_share"): ratio(len(filled) - len(outside), len(filled)),
        total("recruitment_cost"): ratio(cost.numerator, len(full_time), cost.rounding),
    }


def absence(tables: Tables, year: Year, workforce: Workforce) -> Parts:
    """Days of sick, personal and other absence over the days to be worked; a blank absence is none."""
    months = [row for row in workforce.are_employees(tables[ATTENDANCE]) if year.holds_month(row["month"])]
    absent = sum((number(row[kind]) or Fraction(0) for row in months for kind in ABSENCES), Fraction(0))
    scheduled = amount(number(row["scheduled_days"]) for row in months)
    return ratio(absent, scheduled.numerator)
