"""Deaths from work and days lost to certified work injuries. No other absence."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.parts import Figures, Parts, Tables, amount, ratio, total
from dagster_project.recompute.reading import Row, Year, day, is_yes, number

INJURIES = "hr__injuries"


def figures(tables: Tables, company: Company, label: int, headcount: Fraction) -> Figures:
    """Deaths by date of death, their rate per employee at the year end, and days lost by date of certification."""
    year = Year.of(company, label)
    certified = [row for row in tables[INJURIES] if row["certified_on"]]
    deaths = {
        row["employee_no"] for row in certified if is_yes(row["is_fatal"]) and year.holds(row["death_date"])
    }
    return {
        total("fatalities"): Parts(Fraction(len(deaths))),
        total("fatality_rate"): ratio(len(deaths), headcount),
        total("lost_days"): amount(lost_days(row) for row in certified if year.holds(row["certified_on"])),
    }


def lost_days(row: Row) -> Fraction | None:
    """Calendar days of leave as certified, else from its first to its last day; a death without leave has none."""
    stated = number(row["lost_days"])
    first, last = day(row["leave_from"]), day(row["leave_to"])
    if stated is not None:
        return stated
    if first and last:
        return Fraction((last - first + timedelta(days=1)).days)
    return Fraction(0) if is_yes(row["is_fatal"]) and first is None else None
