"""Direct emissions and the energy of fuels, as a signed checklist states them. No purchased energy."""

from __future__ import annotations

from fractions import Fraction

from dagster_project.recompute.parts import TOTAL, UNKNOWN, Figure, Figures, Parts, Rows, Tables, amount
from dagster_project.recompute.reading import Row, number

CHECKLIST = "company__scope1_sources"
FUELS = ("company_cars", "generator_fuel", "leased_cars", "natural_gas")
SOURCES = ("refrigerant", *FUELS)


def figures(tables: Tables, label: int) -> Figures:
    """Emissions (kg) in total and by source; unknown where no source has a quantity, for none is not nought."""
    rows = of_year(tables, label)
    emitted = [quantity(row, "quantity_tco2e") for row in rows]
    return {
        Figure("ghg_scope1", *TOTAL): amount(emitted) if emitted else UNKNOWN,
        **{Figure("ghg_scope1", "source", name): _of(rows, name, "quantity_tco2e") for name in SOURCES},
    }


def fuel_energy(tables: Tables, label: int) -> dict[str, Parts]:
    """The energy of each fuel (kWh); unknown where the checklist states no quantity of it."""
    rows = of_year(tables, label)
    return {name: _of(rows, name, "energy_mwh") for name in FUELS}


def of_year(tables: Tables, label: int) -> Rows:
    """The sources of a year's checklist that have a quantity."""
    return [row for row in tables[CHECKLIST] if row["year"] == str(label) and row["status"] == "quantity"]


def quantity(row: Row, column: str) -> Fraction | None:
    """Tonnes as kilograms, or MWh as kWh."""
    stated = number(row[column])
    return None if stated is None else stated * 1000


def _of(rows: Rows, name: str, column: str) -> Parts:
    found = [quantity(row, column) for row in rows if row["source"] == name]
    return amount(found) if found else UNKNOWN
