"""Who is an employee at a year end, who joined and who left in the year. What people learned is not counted here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from dagster_project.company import Company
from dagster_project.recompute.parts import (
    TOTAL,
    Figure,
    Figures,
    Member,
    Parts,
    Tables,
    by_member,
    ratio,
)
from dagster_project.recompute.reading import Row, Year, day, entities_inside, is_yes, regions
from dagster_project.registry.kpis import Kpi, Method

ROSTER = "hr__employees"
EMPLOYMENTS = "hr__employments"
SEPARATIONS = "hr__separations"
MOVEMENTS = "hr__movements"

EMPLOYEES = {"full_time", "part_time"}
TRANSFER = "group_transfer"
CHANGES_OF_EMPLOYER = {"entity_transfer", "group_transfer_in", "group_transfer_out"}
ONE_DAY = timedelta(days=1)
YOUNG, OLD = 30, 50
TURNOVER = ("turnover_rate", "turnover_rate_hkex")


class Person(NamedTuple):
    """An employee on the day that counts: the year end, the first or the last day of work."""

    key: str | None
    gender: str | None
    age_band: str
    region: str | None
    category: str | None
    employment_type: str | None
    level: str | None
    function: str | None

    def members(self) -> list[Member]:
        """The total and each breakdown that the person belongs to."""
        return [
            TOTAL,
            ("gender", self.gender or ""),
            ("age_band", self.age_band),
            ("region", self.region or ""),
            ("employee_category", self.category or ""),
            ("employment_type", self.employment_type or ""),
            ("management_level", self.level or ""),
        ]


def age_band(birth: date, on: date) -> str:
    """The band by completed years: under 30, 30 to 50 both included, over 50; a birthday completes its year."""
    completed = on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
    if completed < YOUNG:
        return "under_30"
    return "over_50" if completed > OLD else "from_30_to_50"


class Workforce:
    """The HR exports of a year, asked who was employed on a day and who left between two."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._employed: dict[tuple[str, date], dict[str | None, Person]] = {}
        self._is_inside = entities_inside(tables)
        self._regions = regions(tables)
        self._categories = {row["grade"]: row["employee_category"] for row in tables["company__grades"]}
        self._identities = {
            row["employee_no"]: row["id_number"] for row in tables[ROSTER] if row["id_number"]
        }
        self._second_jobs = {
            (row["employee_no"], row["company"]) for row in tables[ROSTER] if row["is_main_job"] == "no"
        }
        self._movements = _grouped(tables[MOVEMENTS])
        self._employments = _grouped(tables[EMPLOYMENTS])
        self._separations = _grouped(self._approved())
        self._kinds: dict[str | None, set[str]] = {}
        self._part_time: set[tuple[str | None, date | None]] = set()
        for row in (*tables[ROSTER], *tables[SEPARATIONS], *tables[EMPLOYMENTS]):
            self._kinds.setdefault(row["employee_no"], set()).add(row["employment_type"] or "")
            if row["employment_type"] == "part_time":
                self._part_time.add((row["employee_no"], day(row["hire_date"])))

    def key(self, employee_no: str | None) -> str | None:
        """What one person is known by under all employee numbers: the identity where a roster gives it."""
        return self._identities.get(employee_no) or employee_no

    def employed(self, snapshot: str, on: date) -> dict[str | None, Person]:
        """Everyone employed when a day ends, by key: from the roster taken then, and from employments with dates."""
        if (snapshot, on) not in self._employed:
            self._employed[snapshot, on] = self._counted_once(snapshot, on)
        return self._employed[snapshot, on]

    def _counted_once(self, snapshot: str, on: date) -> dict[str | None, Person]:
        people: dict[str | None, Person] = {}
        for row in self._tables[ROSTER]:
            if row["snapshot"] == snapshot and self._is_employed_by_roster(row, on):
                people.setdefault(self.key(row["employee_no"]), self._person(row, on))
        for row in self._tables[EMPLOYMENTS]:
            if self._is_employed(row, on):
                people.setdefault(self.key(row["employee_no"]), self._person(row, on))
        return people

    def are_employees(self, rows: Iterable[Row]) -> list[Row]:
        """The rows but those of people whom every export knows as something else, such as interns."""
        return [row for row in rows if self._kinds.get(row["employee_no"], EMPLOYEES) & EMPLOYEES]

    def part_time_from(self, employee_no: str | None, hired: date | None) -> bool:
        """Whether an employment that began on the day is part time."""
        return (employee_no, hired) in self._part_time

    def hires(self, year: Year) -> list[Person]:
        """One for each employment from outside the group that began in the year, on its first day."""
        begun: dict[tuple[str | None, str | None], Row] = {}
        for row in self._tables[ROSTER]:
            if row["snapshot"] == "closing" and self._is_employed_by_roster(row, year.last):
                begun.setdefault((self.key(row["employee_no"]), row["hire_date"]), row)
        for row in self._separations_of(SEPARATIONS, "last_working_day", year):
            if (row["employee_no"], row["company"]) not in self._second_jobs:
                begun.setdefault((self.key(row["employee_no"]), row["hire_date"]), row)
        ended_abroad = list(self._separations_of(EMPLOYMENTS, "termination_date", year))
        for row in self._tables[EMPLOYMENTS]:
            if row in ended_abroad or self._is_employed(row, year.last):
                begun.setdefault((self.key(row["employee_no"]), row["hire_date"]), row)
        return [
            self._person(row, hired)
            for row in begun.values()
            if (hired := day(row["hire_date"])) is not None
            and year.first <= hired <= year.last
            and self._is_inside(row["company"], hired)
            and not self._came_from_the_group(row["employee_no"], hired)
        ]

    def _came_from_the_group(self, employee_no: str | None, hired: date) -> bool:
        """Whether a movement of that day led here from the parent group or from a company inside the boundary."""
        for move in self._movements.get(employee_no, []):
            if day(move["effective_date"]) != hired:
                continue
            if move["movement_type"] == "group_transfer_in":
                return True
            moved = move["movement_type"] in ("entity_transfer", "group_transfer_out")
            if moved and self._is_inside(move["from_company"], hired):
                return True
        return False

    def leavers(self, year: Year) -> list[Person]:
        """One for each employment that ended in the year, on its last day of work."""
        ended: dict[tuple[str | None, str | None], Person] = {}
        for row in self._separations_of(SEPARATIONS, "last_working_day", year):
            if (row["employee_no"], row["company"]) not in self._second_jobs:
                self._add_leaver(ended, row, row["last_working_day"])
        for row in self._separations_of(EMPLOYMENTS, "termination_date", year):
            self._add_leaver(ended, row, row["termination_date"])
        return list(ended.values())

    def _approved(self) -> list[Row]:
        return [row for row in self._tables[SEPARATIONS] if row["approval_status"] == "approved"]

    def _separations_of(self, export: str, last_day: str, year: Year) -> Iterator[Row]:
        """Employees of the boundary whose employment ended in the year and who did not stay inside it."""
        rows = self._approved() if export == SEPARATIONS else self._tables[export]
        for row in rows:
            last = day(row[last_day])
            if last is None or not year.first <= last <= year.last:
                continue
            is_ours = row["employment_type"] in EMPLOYEES and self._is_inside(row["company"], last)
            if is_ours and not self._stays_inside(row, last):
                yield row

    def _add_leaver(
        self, ended: dict[tuple[str | None, str | None], Person], row: Row, last_day: str | None
    ) -> None:
        last = day(last_day)
        if last is not None:
            ended.setdefault((self.key(row["employee_no"]), last_day), self._person(row, last))

    def _is_employed_by_roster(self, row: Row, on: date) -> bool:
        hired = day(row["hire_date"])
        if row["employment_type"] not in EMPLOYEES or not is_yes(row["is_main_job"]):
            return False
        if hired is None or hired > on or not self._is_inside(row["company"], on):
            return False
        last_days = self._last_days(row["employee_no"], hired)
        if row["employment_status"] == "left":
            return any(last > on for last in last_days)
        return not any(last <= on for last in last_days)

    def _is_employed(self, row: Row, on: date) -> bool:
        hired, ended = day(row["hire_date"]), day(row["termination_date"])
        return (
            row["employment_type"] in EMPLOYEES
            and hired is not None
            and hired <= on
            and (ended is None or ended > on)
            and self._is_inside(row["company"], on)
        )

    def _last_days(self, employee_no: str | None, hired: date) -> list[date]:
        """Last days of work of the employment that began on `hired`, as the separations ledger has them."""
        found = []
        for row in self._separations.get(employee_no, []):
            last = day(row["last_working_day"])
            if last is not None and last >= hired and not self._stays_inside(row, last):
                found.append(last)
        return found

    def _stays_inside(self, row: Row, last: date) -> bool:
        """Whether a transfer led to a company inside the boundary, which separates nobody."""
        if row["separation_type"] != TRANSFER:
            return False
        went = [
            (since, move["to_company"])
            for move in self._movements.get(row["employee_no"], [])
            if move["movement_type"] in CHANGES_OF_EMPLOYER
            and (since := day(move["effective_date"])) is not None
        ]
        went += [
            (since, next_one["company"])
            for next_one in self._employments.get(row["employee_no"], [])
            if (since := day(next_one["hire_date"])) is not None
        ]
        later = sorted(((since, company or "") for since, company in went if since > last))
        return bool(later) and self._is_inside(later[0][1], later[0][0])

    def _person(self, row: Row, on: date) -> Person:
        birth = day(row["birth_date"])
        return Person(
            self.key(row["employee_no"]),
            row["gender"],
            age_band(birth, on) if birth else "",
            self._regions.get(row["work_location"]),
            self._categories.get(row["grade"]),
            row["employment_type"],
            row.get("management_level"),
            row.get("job_function"),
        )


Counts = Mapping[Member, Fraction | int]


def figures(company: Company, label: int, kpis: Mapping[str, Kpi], workforce: Workforce) -> Figures:
    """Headcount, turnover and hires of a year; the opening roster is counted only for methods that need it."""
    year = Year.of(company, label)
    groups: dict[str, Callable[[], Iterable[Person]]] = {
        "opening": lambda: workforce.employed("opening", year.first - ONE_DAY).values(),
        "closing": lambda: workforce.employed("closing", year.last).values(),
        "leaver": lambda: workforce.leavers(year),
    }
    rates = [(kpis[rate], kpis[rate].chosen_method(company, label)) for rate in TURNOVER]
    needed = {"closing", *(term.component for _, method in rates for term in method.components)}
    people = {group: counted(groups[group]()) for group in sorted(needed)}
    hires = counted(workforce.hires(year))
    of_turnover = [turnover_rate(rate, method, people) for rate, method in rates]
    return {
        **number_of_people(kpis["headcount"], people["closing"]),
        **number_of_people(kpis["new_hires"], hires),
        **ratios(kpis["new_hire_rate"], hires, people["closing"]),
        **{figure: parts for rate in of_turnover for figure, parts in rate.items()},
    }


def counted(people: Iterable[Person]) -> Counts:
    """The number of people of each member."""
    return by_member(people, Person.members)


def number_of_people(kpi: Kpi, people: Counts) -> Figures:
    """So many people, by each member (registry: headcount, new_hires, trained_employees)."""
    return {Figure(kpi.id, *member): Parts(Fraction(people.get(member, 0))) for member in kpi.members()}


def ratios(kpi: Kpi, numerators: Counts, denominators: Counts) -> Figures:
    """One count over another, by each member."""
    return {
        Figure(kpi.id, *member): ratio(numerators.get(member, 0), denominators.get(member, 0))
        for member in kpi.members()
    }


def turnover_rate(kpi: Kpi, method: Method, people: Mapping[str, Counts]) -> Figures:
    """Turnover by each member: the terms of the method, each times its weight (registry: turnover_rate)."""

    def weighed(role: str, member: Member) -> Fraction:
        terms = [term for term in method.components if term.role == role]
        return sum(
            (people[term.component].get(member, 0) * Fraction(term.weight) for term in terms), Fraction(0)
        )

    return {
        Figure(kpi.id, *member): ratio(weighed("numerator", member), weighed("denominator", member))
        for member in kpi.members()
    }


def _grouped(rows: list[Row]) -> dict[str | None, list[Row]]:
    found: dict[str | None, list[Row]] = {}
    for row in rows:
        found.setdefault(row["employee_no"], []).append(row)
    return found
