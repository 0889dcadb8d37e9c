"""Hazardous waste by its manifests, office waste by its collections, both in kilograms."""

from __future__ import annotations

from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.parts import Figures, Parts, Tables, amount, per_head, total
from dagster_project.recompute.reading import Row, Year, at_sites_inside, number, unit_factors

MANIFESTS = "facilities__hazardous_waste"
COLLECTIONS = "facilities__office_waste"


def figures(tables: Tables, company: Company, label: int, headcount: Fraction) -> Figures:
    """Hazardous and office waste (kg), and both per employee at the year end."""
    year = Year.of(company, label)
    hazardous, office = hazardous_kg(tables, year), office_kg(tables, year)
    return {
        total("hazardous_waste"): hazardous,
        total("hazardous_waste_intensity"): per_head(hazardous, headcount),
        total("nonhazardous_waste"): office,
        total("nonhazardous_waste_intensity"): per_head(office, headcount),
    }


def hazardous_kg(tables: Tables, year: Year) -> Parts:
    """What was handed over in the year, as received where the receiver signed (registry: hazardous_waste)."""
    pieces = {row["waste_name"]: number(row["kg_per_piece"]) for row in tables["company__unit_weights"]}
    return amount(
        manifest_kg(row, pieces)
        for row in at_sites_inside(tables, MANIFESTS)
        if year.holds(row["transferred_on"])
    )


def manifest_kg(row: Row, kg_per_piece: dict[str | None, Fraction | None]) -> Fraction | None:
    """Kilograms of a manifest; pieces at the unit weight of their waste, None where it has none."""
    received = number(row["received_quantity"])
    quantity = number(row["transferred_quantity"]) if received is None else received
    is_counted = row["unit"] == "piece"
    factor = kg_per_piece.get(row["waste_name"]) if is_counted else unit_factors("waste").get(row["unit"])
    return None if quantity is None or factor is None else quantity * factor


def office_kg(tables: Tables, year: Year) -> Parts:
    """What was collected in the year's months (registry: nonhazardous_waste)."""
    return amount(
        collection_kg(row) for row in at_sites_inside(tables, COLLECTIONS) if year.holds_month(row["month"])
    )


def collection_kg(row: Row) -> Fraction | None:
    """The weight, or where nobody weighed: bins × litres × fill × density; None where one of these is missing."""
    weight = number(row["weight_kg"])
    if weight is not None:
        return weight
    estimate = Fraction(1)
    for column in ("bins", "bin_litres", "fill_rate", "density_kg_per_litre"):
        value = number(row[column])
        if value is None:
            return None
        estimate *= value
    return estimate
