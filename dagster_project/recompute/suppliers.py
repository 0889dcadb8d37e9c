"""Suppliers new, assessed at admission and terminated for irregular conduct, each counted once in a year."""

from __future__ import annotations

from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.parts import TOTAL, Figure, Figures, Parts, Rows, Tables, by_member, total
from dagster_project.recompute.reading import Row, Year, day, regions

MASTER = "procurement__suppliers"
ASSESSMENTS = "procurement__supplier_assessments"
TERMINATIONS = "procurement__supplier_terminations"
REGIONS = ("mainland", "overseas")


def figures(tables: Tables, company: Company, label: int) -> Figures:
    """Counts of suppliers; one registration number is one supplier, however many codes it has."""
    year = Year.of(company, label)
    region_of = regions(tables)
    new = by_member(
        first_cooperations(tables[MASTER], year),
        lambda row: [TOTAL, ("region", region_of.get(row["country_region"]) or "")],
    )
    members = [TOTAL, *(("region", name) for name in REGIONS)]
    return {
        **{Figure("new_suppliers", *member): Parts(Fraction(new.get(member, 0))) for member in members},
        total("suppliers_assessed"): Parts(Fraction(len(assessed(tables, year)))),
        total("suppliers_terminated"): Parts(Fraction(len(terminated(tables, year)))),
    }


def first_cooperations(master: Rows, year: Year) -> Rows:
    """The row of each supplier's earliest cooperation, where that falls in the year; candidates never cooperated."""
    earliest: dict[str | None, Row] = {}
    for row in master:
        known = earliest.get(row["registration_no"])
        if row["cooperation_status"] != "candidate" and (known is None or _since(row) < _since(known)):
            earliest[row["registration_no"]] = row
    return [row for row in earliest.values() if year.holds(row["first_cooperation_on"])]


def assessed(tables: Tables, year: Year) -> set[str | None]:
    """Suppliers with an assessment at admission dated in the year, whatever its conclusion."""
    return _suppliers(
        tables,
        [
            row
            for row in tables[ASSESSMENTS]
            if row["assessment_type"] == "admission" and year.holds(row["assessed_on"])
        ],
    )


def terminated(tables: Tables, year: Year) -> set[str | None]:
    """Suppliers whose cooperation ended in the year for irregular conduct."""
    return _suppliers(
        tables,
        [
            row
            for row in tables[TERMINATIONS]
            if row["reason"] == "irregularity" and year.holds(row["terminated_on"])
        ],
    )


def _suppliers(tables: Tables, rows: Rows) -> set[str | None]:
    registration = {row["supplier_code"]: row["registration_no"] for row in tables[MASTER]}
    return {registration.get(row["supplier_code"], row["supplier_code"]) for row in rows}


def _since(row: Row) -> str:
    return str(day(row["first_cooperation_on"]))
