"""Metered municipal water. Neither reclaimed nor bottled water."""

from __future__ import annotations

from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.bills import added, borne, of_year
from dagster_project.recompute.parts import Figures, Parts, Rows, Tables, per_head, total
from dagster_project.recompute.reading import Year, at_sites_inside, unit_factors

BILLS = "facilities__water_bills"


def figures(tables: Tables, company: Company, label: int, headcount: Fraction) -> Figures:
    """Water (m³), and per employee at the year end."""
    used = municipal(at_sites_inside(tables, BILLS), Year.of(company, label))
    return {total("water"): used, total("water_intensity"): per_head(used, headcount)}


def municipal(bills: Rows, year: Year) -> Parts:
    """Billed m³ of municipal supply times the share borne, by days (registry: water)."""
    factors = unit_factors("water")
    return added(
        of_year(row, borne(row, "quantity", factors), year)
        for row in bills
        if row["water_source"] == "municipal"
    )
