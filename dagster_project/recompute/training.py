"""Courses that people of the year-end headcount completed, by category, and volunteering of all employees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.parts import Figures, Parts, Tables, amount, by_member, ratio, total
from dagster_project.recompute.people import Person, Workforce, counted, number_of_people, ratios
from dagster_project.recompute.reading import Row, Year, number
from dagster_project.registry.kpis import Kpi

RECORDS = "hr__training_records"
FULL_SCORE = Fraction(10)


def figures(
    tables: Tables, company: Company, label: int, kpis: Mapping[str, Kpi], workforce: Workforce
) -> Figures:
    """People trained, minutes, ratings and courses over the year-end headcount (decision 6), and volunteering."""
    year = Year.of(company, label)
    people = workforce.employed("closing", year.last)
    completed = _completed(tables, year)
    of_staff = {
        category: [row for row in rows if workforce.key(row["employee_no"]) in people]
        for category, rows in completed.items()
    }
    career = of_staff.get("career_development", [])
    in_class = [row for row in career if row["delivery"] == "classroom"]
    online = [row for row in of_staff.get("information_security", []) if row["delivery"] == "online"]

    def learners(rows: Iterable[Row]) -> list[Person]:
        return [people[key] for key in dict.fromkeys(workforce.key(row["employee_no"]) for row in rows)]

    def coverage(category: str) -> Parts:
        return ratio(len(learners(of_staff.get(category, []))), len(people))

    minutes = minutes_of(career, workforce)
    trained, headcount = learners(career), counted(people.values())
    hours = by_member(trained, Person.members, lambda person: minutes[person.key])
    return {
        **ratios(kpis["training_share"], counted(trained), headcount),
        **ratios(kpis["training_hours"], hours, headcount),
        **number_of_people(kpis["trained_employees"], counted(trained)),
        **ratios(kpis["classroom_programme_coverage"], counted(learners(in_class)), headcount),
        total("career_courses"): courses(career),
        total("course_rating"): mean_rating(career),
        total("anti_corruption_courses"): courses(of_staff.get("anti_corruption", [])),
        total("anti_corruption_coverage"): coverage("anti_corruption"),
        total("information_security_courses"): courses(online),
        total("certified_employees"): Parts(Fraction(len(learners(of_staff.get("certification", []))))),
        total("safety_participation"): coverage("safety"),
        **volunteering(workforce.are_employees(completed.get("volunteering", []))),
    }


def _completed(tables: Tables, year: Year) -> dict[str | None, list[Row]]:
    """The completed sessions that began in the year, by category."""
    found: dict[str | None, list[Row]] = {}
    for row in tables[RECORDS]:
        if row["completion_status"] == "completed" and year.holds(row["started_at"]):
            found.setdefault(row["course_category"], []).append(row)
    return found


def minutes_of(sessions: Iterable[Row], workforce: Workforce) -> dict[str | None, Fraction]:
    """Minutes of everyone in these sessions; repeats add up."""
    minutes: dict[str | None, Fraction] = {}
    for row in sessions:
        key = workforce.key(row["employee_no"])
        minutes[key] = minutes.get(key, Fraction(0)) + (number(row["duration_minutes"]) or 0)
    return minutes


def courses(sessions: Iterable[Row]) -> Parts:
    """Courses by name, each once."""
    return Parts(Fraction(len({row["course_name"] for row in sessions})))


def mean_rating(sessions: Iterable[Row]) -> Parts:
    """Sum and number of the ratings out of ten; a session without one says nothing."""
    scores = [score for row in sessions if (score := number(row["score"])) is not None]
    return ratio(sum(scores, Fraction(0)), len(scores))._replace(scale=FULL_SCORE if scores else None)


def volunteering(records: list[Row]) -> Figures:
    """Participations, and their minutes."""
    return {
        total("volunteer_participations"): Parts(Fraction(len(records))),
        total("volunteer_hours"): amount(number(row["duration_minutes"]) for row in records),
    }
