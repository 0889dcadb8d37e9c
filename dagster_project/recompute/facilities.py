"""Amounts for each facility: what other modules computed over the average number of leased sites. No amounts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.parts import UNKNOWN, Figures, Parts, Tables, ratio, total
from dagster_project.recompute.reading import Row, Year, day, sites_inside

AMOUNTS = ("electricity", "ghg_scope2", "water", "hazardous_waste", "nonhazardous_waste")


def figures(tables: Tables, company: Company, label: int, amounts: Figures) -> Figures:
    """Each amount times the days of the year over the days that all sites inside the boundary were leased."""
    year = Year.of(company, label)
    leased = sum(leased_days(site, year) for site in sites_inside(tables).values())
    days = (year.last - year.first).days + 1
    return {
        total(f"{kpi_id}_per_facility"): _over(amounts.get(total(kpi_id), UNKNOWN), days, leased)
        for kpi_id in AMOUNTS
    }


def leased_days(site: Row, year: Year) -> int:
    """Days of the year from the first to the last day of a lease, both included; an open end is the year's."""
    first = max(day(site["lease_from"]) or date.min, year.first)
    last = min(day(site["lease_to"]) or date.max, year.last)
    return max(0, (last - first).days + 1)


def _over(whole: Parts, days: int, leased: int) -> Parts:
    numerator = None if whole.numerator is None else whole.numerator * days
    return ratio(numerator, Fraction(leased), whole.rounding * days)
