"""Suppliers new, active, signed, assessed at admission and terminated for irregular conduct, each counted once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.parts import (
    TOTAL,
    Figure,
    Figures,
    Parts,
    Rows,
    Tables,
    by_member,
    ratio,
    total,
)
from dagster_project.recompute.reading import Row, Year, day, regions

MASTER = "procurement__suppliers"
ASSESSMENTS = "procurement__supplier_assessments"
TERMINATIONS = "procurement__supplier_terminations"
REGIONS = ("mainland", "overseas")


def figures(tables: Tables, company: Company, label: int) -> Figures:
    """Counts and shares of suppliers; one registration number is one supplier, however many codes it has."""
    year = Year.of(company, label)
    master = by_registration(tables[MASTER])
    first = [min(codes, key=_since) for codes in master.values()]
    new = [row for row in first if year.holds(row["first_cooperation_on"])]
    active = [row for row in first if is_active(master[row["registration_no"]], year)]
    signed = {number: _first_signature(codes) for number, codes in master.items()}
    in_time = [row for row in active if (signed[row["registration_no"]] or date.max) <= year.last]
    screened = _suppliers(tables, [row for row in _admissions(tables, year) if row["esg_score"]])
    return {
        **_by_region("new_suppliers", new, tables),
        **_by_region("suppliers_active", active, tables),
        total("supplier_commitment_rate"): ratio(len(in_time), len(active) if any(signed.values()) else 0),
        total("new_suppliers_screened"): ratio(
            sum(row["registration_no"] in screened for row in new), len(new)
        ),
        total("suppliers_assessed"): Parts(Fraction(len(assessed(tables, year)))),
        total("suppliers_terminated"): Parts(Fraction(len(terminated(tables, year)))),
    }


def _by_region(kpi_id: str, suppliers: Rows, tables: Tables) -> Figures:
    region_of = regions(tables)
    found = by_member(suppliers, lambda row: [TOTAL, ("region", region_of.get(row["country_region"]) or "")])
    members = [TOTAL, *(("region", name) for name in REGIONS)]
    return {Figure(kpi_id, *member): Parts(Fraction(found.get(member, 0))) for member in members}


def by_registration(master: Rows) -> dict[str | None, Rows]:
    """The codes of each supplier; candidates never cooperated."""
    found: dict[str | None, Rows] = {}
    for row in master:
        if row["cooperation_status"] != "candidate":
            found.setdefault(row["registration_no"], []).append(row)
    return found


def is_active(codes: Rows, year: Year) -> bool:
    """Whether a code that began by the year end was cooperating when the master was exported."""
    return any(row["cooperation_status"] == "active" and _since(row) <= str(year.last) for row in codes)


def assessed(tables: Tables, year: Year) -> set[str | None]:
    """Suppliers with an assessment at admission dated in the year, whatever its conclusion."""
    return _suppliers(tables, _admissions(tables, year))


def _admissions(tables: Tables, year: Year) -> Rows:
    return [
        row
        for row in tables[ASSESSMENTS]
        if row["assessment_type"] == "admission" and year.holds(row["assessed_on"])
    ]


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


def _first_signature(codes: Rows) -> date | None:
    signed = [on for row in codes if (on := day(row["commitment_signed_on"]))]
    return min(signed, default=None)
