"""Purchased electricity and the emissions of it (scope 2, location-based). No other fuel, no other scope."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.bills import added, borne, of_year
from dagster_project.recompute.parts import UNKNOWN, Figures, Parts, Rows, Tables, per_head, total
from dagster_project.recompute.reading import (
    Row,
    Year,
    at_sites_inside,
    emission_factors,
    sites_inside,
    unit_factors,
)

BILLS = "facilities__electricity_bills"


def figures(tables: Tables, company: Company, label: int, headcount: Fraction) -> Figures:
    """Electricity (kWh), its emissions (kg), and both per employee at the year end."""
    year = Year.of(company, label)
    bills = without_registers_of_a_total(at_sites_inside(tables, BILLS))
    used = electricity(bills, year)
    emitted = emissions(bills, factors_of_sites(tables, company.factors.get(label, {})), year)
    return {
        total("electricity"): used,
        total("electricity_intensity"): per_head(used, headcount),
        total("ghg_scope2"): emitted,
        total("ghg_scope2_intensity"): per_head(emitted, headcount),
    }


def without_registers_of_a_total(bills: Rows) -> Rows:
    """Leaves out peak, flat and valley of a bill that has a row with their total (contract: reading_type)."""
    with_total = {_bill(row) for row in bills if row["reading_type"] == "total"}
    return [row for row in bills if row["reading_type"] == "total" or _bill(row) not in with_total]


def electricity(bills: Rows, year: Year) -> Parts:
    """Billed kWh times the share borne, by days; reversals are negative and take back what they reverse."""
    return added(_used(row, year) for row in bills)


def emissions(bills: Rows, factors: Mapping[str | None, Fraction | None], year: Year) -> Parts:
    """Every site's kWh of the year times the factor of the grid that serves it (registry: ghg_scope2)."""
    return added(_emitted(row, factors.get(row["site_code"]), year) for row in bills)


def factors_of_sites(tables: Tables, chosen: Mapping[str, str]) -> dict[str | None, Fraction | None]:
    """The kg per kWh of each site: the factor chosen for its grid, else the default; None where neither is."""
    known = emission_factors()
    return {
        code: known.get(chosen.get(site["grid"] or "", chosen.get("default", "")))
        for code, site in sites_inside(tables).items()
    }


def _bill(row: Row) -> tuple[str | None, ...]:
    return row["account_no"], row["bill_no"], row["bill_type"]


def _used(row: Row, year: Year) -> Parts:
    return of_year(row, borne(row, "billed_quantity", unit_factors("electricity")), year)


def _emitted(row: Row, factor: Fraction | None, year: Year) -> Parts:
    used = _used(row, year)
    if used.numerator is None or factor is None:
        return UNKNOWN
    return Parts(used.numerator * factor, rounding=used.rounding * factor)
