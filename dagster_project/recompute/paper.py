"""Office paper bought less returned, in kilograms. No other material."""

from __future__ import annotations

import re
from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.parts import Figures, Tables, amount, total
from dagster_project.recompute.reading import Row, Year, at_sites_inside, number, unit_factors

ORDERS = "procurement__paper_orders"
GRAMS_IN_A_KILOGRAM = 1000

_SIZE = re.compile(r"\bA\d\b", re.IGNORECASE)
_GRAMS = re.compile(r"(\d+(?:\.\d+)?)\s*g", re.IGNORECASE)
_SHEETS = re.compile(r"(\d+)\s*[張张]")
_PACKS = re.compile(r"(\d+)\s*包\s*/\s*箱")


def figures(tables: Tables, company: Company, label: int) -> Figures:
    """Paper (kg) delivered in the year (registry: paper)."""
    year = Year.of(company, label)
    orders = [row for row in at_sites_inside(tables, ORDERS) if year.holds(row["received_on"])]
    return {total("paper"): amount(order_kg(row) for row in orders)}


def order_kg(row: Row) -> Fraction | None:
    """Packs kept × sheets × area of a sheet × grammage; None where the specification does not say."""
    bought, returned = number(row["quantity"]), number(row["returned_quantity"])
    pack = pack_kg(row["specification"] or "")
    packs = Fraction(1) if row["unit"] == "pack" else _first(_PACKS, row["specification"] or "")
    if bought is None or pack is None or packs is None:
        return None
    kept = bought if returned is None else bought - returned
    return kept * packs * pack


def pack_kg(specification: str) -> Fraction | None:
    """The weight of a pack such as `A4 80g 500張/包`."""
    size = _SIZE.search(specification)
    area = unit_factors("paper_sheet").get(size.group().upper()) if size else None
    grams, sheets = _first(_GRAMS, specification), _first(_SHEETS, specification)
    if area is None or grams is None or sheets is None:
        return None
    return sheets * area * grams / GRAMS_IN_A_KILOGRAM


def _first(pattern: re.Pattern[str], text: str) -> Fraction | None:
    found = pattern.search(text)
    return Fraction(found.group(1)) if found else None
