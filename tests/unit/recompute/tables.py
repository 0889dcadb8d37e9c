"""Tiny exports made by hand: each row has every column that the recalculation reads. No assertions."""

from __future__ import annotations

from typing import Any

from dagster_project.company import Company
from dagster_project.recompute import COLUMNS, Figure, Parts, Rows, recompute
from tests.unit.gates.companies import EXPORTS, NAMES

YEAR = 2023
OURS, PARENT = "Ours Ltd.", "Parent Ltd."
COMPANY = Company.model_validate(
    {
        "id": "by_hand",
        "names": NAMES,
        "boundary": NAMES,
        "first_year": YEAR,
        "exports": EXPORTS,
        "factors": {YEAR: {"default": "CN_ETS_0.5703", "hk_electric": "HK_HKE_2021"}},
        "regional_factors": {YEAR: {"southern": "CN_MEE_2021_GRID_南方", "hk_electric": "HK_HKE_2023"}},
    }
)

USUAL: dict[str, dict[str, str]] = {
    "company__scope1_sources": {"year": str(YEAR), "status": "quantity"},
    "company__sites": {"grid": "southern", "in_boundary": "yes"},
    "customers__satisfaction": {"rated_at": "2023-05-01 10:00:00", "full_score": "10"},
    "facilities__electricity_bills": {
        "account_no": "1",
        "bill_no": "B1",
        "bill_type": "normal",
        "site_code": "HERE",
        "reading_type": "total",
        "period_from": "2023-03-31",
        "period_to": "2023-04-30",
        "quantity_unit": "kWh",
    },
    "facilities__energy_attributes": {
        "site_code": "HERE",
        "generated_from": "2023-01-01",
        "generated_to": "2023-12-31",
        "quantity_unit": "kWh",
        "factor": "0",
    },
    "facilities__water_discharge": {"site_code": "HERE", "month": "2023-04", "quantity_unit": "m3"},
    "facilities__hazardous_waste": {"site_code": "HERE", "unit": "kg", "transferred_on": "2023-05-01"},
    "facilities__office_waste": {"site_code": "HERE", "month": "2023-05"},
    "facilities__water_bills": {
        "site_code": "HERE",
        "period_from": "2023-03-31",
        "period_to": "2023-04-30",
        "quantity_unit": "m3",
        "water_source": "municipal",
    },
    "hr__employees": {
        "snapshot": "closing",
        "gender": "female",
        "birth_date": "1985-06-15",
        "hire_date": "2020-01-01",
        "employment_type": "full_time",
        "grade": "B",
        "company": OURS,
        "work_location": "City",
        "is_main_job": "yes",
    },
    "hr__employments": {
        "gender": "female",
        "birth_date": "1985-06-15",
        "hire_date": "2020-01-01",
        "company": OURS,
        "work_location": "City",
        "grade": "B",
        "employment_type": "full_time",
    },
    "hr__injuries": {"employee_no": "1", "is_fatal": "no"},
    "hr__separations": {
        "gender": "female",
        "birth_date": "1985-06-15",
        "last_working_day": "2023-06-30",
        "separation_type": "resignation",
        "employment_type": "full_time",
        "company": OURS,
        "work_location": "City",
        "grade": "B",
        "approval_status": "approved",
    },
    "hr__training_records": {
        "started_at": "2023-05-01 09:00:00",
        "duration_minutes": "60",
        "completion_status": "completed",
        "course_category": "career_development",
    },
    "procurement__paper_orders": {
        "site_code": "HERE",
        "received_on": "2023-05-01",
        "specification": "A4 80g 500張/包 5包/箱",
        "unit": "pack",
    },
    "procurement__suppliers": {
        "country_region": "City",
        "first_cooperation_on": "2023-05-01",
        "cooperation_status": "active",
    },
    "procurement__supplier_assessments": {"assessment_type": "admission", "assessed_on": "2023-05-01"},
    "procurement__supplier_terminations": {"reason": "irregularity", "terminated_on": "2023-05-01"},
    "customers__complaints": {"is_valid": "yes", "received_on": "2023-05-01"},
    "compliance__lawsuits": {
        "cause": "bribery",
        "party": "employee",
        "concluded_on": "2023-05-01",
        "loss": "0",
        "currency": "CNY",
    },
}
REGISTERS: dict[str, list[dict[str, str]]] = {
    "company__entities": [
        {"company": OURS, "in_boundary": "yes"},
        {"company": PARENT, "in_boundary": "no"},
    ],
    "company__grades": [{"grade": "B", "employee_category": "middle"}],
    "company__locations": [
        {"location": "City", "region": "mainland"},
        {"location": "Abroad", "region": "overseas"},
    ],
    "company__sites": [
        {"site_code": "HERE"},
        {"site_code": "HK", "grid": "hk_electric"},
        {"site_code": "LET", "in_boundary": "no"},
    ],
}


def table(export: str, *rows: dict[str, str | None]) -> Rows:
    """Rows of an export with all its columns: those given, else the usual ones, else missing."""
    return [
        {column: {**USUAL.get(export, {}), **row}.get(column) for column in COLUMNS[export]} for row in rows
    ]


def by_hand(company: Company = COMPANY, **exports: list[dict[str, Any]]) -> dict[Figure, Parts]:
    """The figures of a company that has these rows and the usual registers."""
    rows = {**REGISTERS, **exports}
    return recompute({export: table(export, *listed) for export, listed in rows.items()}, company, YEAR)


def figure(kpi_id: str, dimension: str = "total", member: str = "total") -> Figure:
    return Figure(kpi_id, dimension, member)
