"""Purchased electricity, energy in total, and the emissions of electricity (scope 2). No direct emissions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.bills import added, borne, of_year
from dagster_project.recompute.parts import (
    TOTAL,
    UNKNOWN,
    Figure,
    Figures,
    Parts,
    Rows,
    Tables,
    amount,
    per_head,
    total,
)
from dagster_project.recompute.reading import (
    Row,
    Year,
    at_sites_inside,
    emission_factors,
    number,
    sites_inside,
    unit_factors,
)
from dagster_project.recompute.scope1 import fuel_energy

BILLS = "facilities__electricity_bills"
INSTRUMENTS = "facilities__energy_attributes"


def figures(tables: Tables, company: Company, label: int, headcount: Fraction) -> Figures:
    """Electricity and energy (kWh), the emissions of electricity (kg), and both per employee at the year end."""
    year = Year.of(company, label)
    bills = without_registers_of_a_total(at_sites_inside(tables, BILLS))
    used = electricity(bills, year)
    chosen = factors_of_sites(tables, company.factors.get(label, {}))
    regional = factors_of_sites(tables, company.regional_factors.get(label, {}))
    emitted = emissions(bills, chosen, year)
    return {
        **energy(used, fuel_energy(tables, label)),
        total("electricity"): used,
        total("electricity_intensity"): per_head(used, headcount),
        total("ghg_scope2"): emitted,
        total("ghg_scope2_intensity"): per_head(emitted, headcount),
        total("ghg_scope2_location"): emissions(bills, regional, year),
        total("ghg_scope2_market"): with_instruments(
            emitted, at_sites_inside(tables, INSTRUMENTS), chosen, year
        ),
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


def energy(electricity_used: Parts, fuels: Mapping[str, Parts]) -> Figures:
    """Energy by type and in total (kWh); a fuel of which no quantity is stated adds nothing (registry: energy_mwh)."""
    burnt = [parts.numerator for parts in fuels.values() if parts.numerator is not None]
    direct = amount(burnt) if burnt else UNKNOWN
    parts = {
        TOTAL: added([electricity_used, *([direct] if burnt else [])]),
        ("energy_class", "direct"): direct,
        ("energy_class", "indirect"): electricity_used,
        ("energy_type", "purchased_electricity"): electricity_used,
        **{("energy_type", name): fuel for name, fuel in fuels.items()},
    }
    return {
        Figure(kpi_id, *member): figure
        for kpi_id in ("energy_mwh", "energy_gj")
        for member, figure in parts.items()
    }


def with_instruments(
    at_the_grid: Parts, instruments: Rows, grid: Mapping[str | None, Fraction | None], year: Year
) -> Parts:
    """Emissions at the grid's factor, where covered at the instrument's instead (registry: ghg_scope2_market)."""
    counted = [
        row for row in instruments if year.holds(row["generated_from"]) and year.holds(row["generated_to"])
    ]
    return added([at_the_grid, amount(_instead(row, grid.get(row["site_code"])) for row in counted)])


def _instead(row: Row, grid: Fraction | None) -> Fraction | None:
    covered, factor = number(row["quantity"]), number(row["factor"])
    unit = unit_factors("electricity").get(row["quantity_unit"])
    if covered is None or factor is None or unit is None or grid is None:
        return None
    return covered * unit * (factor - grid)


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
