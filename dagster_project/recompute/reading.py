"""Canonical text to days and numbers, and the registers as lookups. What counts in a figure is not decided here."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path

from dagster_project.company import Company
from dagster_project.project import SEEDS_DIR
from dagster_project.recompute.parts import Rows, Tables

REFERENCE = SEEDS_DIR / "reference"
Row = dict[str, str | None]


@lru_cache(maxsize=65536)
def day(text: str | None) -> date | None:
    """A day, or a moment's day; None where it is missing."""
    return date.fromisoformat(text[:10]) if text else None


@lru_cache(maxsize=65536)
def number(text: str | None) -> Fraction | None:
    """An exact number; None where it is missing."""
    return Fraction(text) if text else None


def is_yes(text: str | None) -> bool:
    """Whether a flag is set; a missing one is not."""
    return text == "yes"


@dataclass(frozen=True)
class Year:
    """A reporting year by its first and its last day."""

    first: date
    last: date

    @classmethod
    def of(cls, company: Company, label: int) -> Year:
        return cls(*company.reporting_year.dates(label))

    def holds(self, text: str | None) -> bool:
        """Whether a day or moment lies in the year; a missing one does not."""
        found = day(text)
        return found is not None and self.first <= found <= self.last

    def holds_month(self, text: str | None) -> bool:
        """Whether a month, by its first day, lies in the year."""
        return self.holds(f"{text}-01" if text else None)


def entities_inside(tables: Tables) -> Callable[[str | None, date], bool]:
    """Whether a company lies inside the reporting boundary on a day, from the entity register."""
    inside = {row["company"]: row for row in tables["company__entities"] if is_yes(row["in_boundary"])}

    def is_inside(company: str | None, on: date) -> bool:
        row = inside.get(company)
        if row is None:
            return False
        since, until = day(row["included_from"]), day(row["included_to"])
        return (since is None or since <= on) and (until is None or on <= until)

    return is_inside


def sites_inside(tables: Tables) -> dict[str | None, Row]:
    """The sites inside the reporting boundary by code, from the site register."""
    return {row["site_code"]: row for row in tables["company__sites"] if is_yes(row["in_boundary"])}


def regions(tables: Tables) -> dict[str | None, str | None]:
    """The region of each location, from the location register."""
    return {row["location"]: row["region"] for row in tables["company__locations"]}


def at_sites_inside(tables: Tables, export: str) -> Rows:
    """The rows of an export whose site lies inside the boundary."""
    sites = sites_inside(tables)
    return [row for row in tables[export] if row["site_code"] in sites]


@cache
def unit_factors(quantity: str) -> dict[str | None, Fraction]:
    """Canonical units in one of each unit of a quantity, from the seeds."""
    return {
        row["unit"]: Fraction(row["factor"])
        for row in _seed(REFERENCE / "units.csv")
        if row["quantity"] == quantity
    }


@cache
def emission_factors() -> dict[str, Fraction]:
    """Kilograms per kWh of each emission factor, from the seeds; t/MWh is the same number."""
    return {row["factor_id"]: Fraction(row["value"]) for row in _seed(REFERENCE / "emission_factors.csv")}


def _seed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
