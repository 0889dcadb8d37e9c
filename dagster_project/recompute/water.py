"""Metered municipal water, and what is discharged of it. Neither reclaimed nor bottled water."""

from __future__ import annotations

from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.bills import added, borne, of_year
from dagster_project.recompute.parts import Figures, Parts, Rows, Tables, amount, per_head, total
from dagster_project.recompute.reading import Row, Year, at_sites_inside, number, unit_factors

BILLS = "facilities__water_bills"
DISCHARGE = "facilities__water_discharge"


def figures(tables: Tables, company: Company, label: int, headcount: Fraction) -> Figures:
    """Water withdrawn, discharged and consumed (m³), and water per employee at the year end."""
    year = Year.of(company, label)
    bills = at_sites_inside(tables, BILLS)
    used = municipal(bills, year)
    readings = [row for row in at_sites_inside(tables, DISCHARGE) if year.holds_month(row["month"])]
    discharged = amount(_m3(row) for row in readings)
    metered = {row["site_code"] for row in readings}
    withdrawn = municipal([row for row in bills if row["site_code"] in metered], year)
    return {
        total("water"): used,
        total("water_intensity"): per_head(used, headcount),
        total("water_withdrawal"): used,
        total("water_discharge"): discharged,
        total("water_consumption"): added([withdrawn, _taken_off(discharged)]),
    }


def municipal(bills: Rows, year: Year) -> Parts:
    """Billed m³ of municipal supply times the share borne, by days (registry: water)."""
    factors = unit_factors("water")
    return added(
        of_year(row, borne(row, "quantity", factors), year)
        for row in bills
        if row["water_source"] == "municipal"
    )


def _m3(row: Row) -> Fraction | None:
    metered, unit = number(row["quantity"]), unit_factors("water").get(row["quantity_unit"])
    return None if metered is None or unit is None else metered * unit


def _taken_off(parts: Parts) -> Parts:
    return parts._replace(numerator=None if parts.numerator is None else -parts.numerator)
