"""Writes the made-up company: picks each year's documents of its truth and writes them as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from dagster_project.demo import (
    customers,
    facilities,
    facility_files,
    hr_exports,
    hr_files,
    training,
    waste,
)
from dagster_project.demo.assurance import YEAR as ASSURED
from dagster_project.demo.assurance import write_assurance
from dagster_project.demo.company import Company, build_company, stream
from dagster_project.demo.company_files import write_company_files
from dagster_project.demo.control_totals import control_totals_register
from dagster_project.demo.disclosures import disclosures_register
from dagster_project.demo.explanations import write_explanations
from dagster_project.demo.facilities import Rows
from dagster_project.demo.files import Export, write_export
from dagster_project.demo.hr_exports import Staff
from dagster_project.demo.mapping_files import write_mappings
from dagster_project.demo.targets import YEARS

Progress = Callable[[str], None]


def copies(rows: Iterable[dict[str, Any]], scale: int, *keys: str) -> Rows:
    """The rows as often as the scale, later copies under numbers of their own."""
    rows = list(rows)
    repeated = list(rows)
    for copy in range(1, scale):
        repeated += [
            row | {key: f"{row[key]}-{copy}" for key in keys if row[key] is not None} for row in rows
        ]
    return repeated


def exports(company: Company, year: int) -> list[Export]:
    """Every export in the folder of a year."""
    return [
        *_hr(company, year),
        *_facilities(company, year),
        *_procurement(company, year),
        *_customers(company, year),
    ]


def _every(company: Company, rows_of: Callable[[Staff], Rows]) -> Rows:
    return [row for staff in company.staff for row in rows_of(staff)]


def _hr(company: Company, year: int) -> list[Export]:
    seed = company.seed
    closing = _every(company, lambda staff: hr_exports.roster(staff, year, "closing"))
    opening = _every(company, lambda staff: hr_exports.roster(staff, year - 1, "opening"))
    return [
        *hr_files.roster_exports(closing, year, year),
        *hr_files.roster_exports(opening, year, year - 1),
        hr_files.separations_export(_every(company, lambda staff: hr_exports.separations(staff, year)), year),
        hr_files.movements_export(_every(company, lambda staff: hr_exports.movements(staff, year)), year),
        hr_files.employments_export(_every(company, lambda staff: hr_exports.employments(staff, year)), year),
        hr_files.training_export(
            _every(
                company,
                lambda staff: training.training_records(
                    staff, year, stream(seed, f"training {year}", staff.copy)
                ),
            ),
            year,
        ),
        hr_files.injuries_export(_every(company, lambda staff: hr_exports.injuries(staff, year)), year),
        hr_files.attendance_export(_every(company, lambda staff: hr_exports.attendance(staff, year)), year),
        hr_files.recruitment_export(_every(company, lambda staff: hr_exports.recruitment(staff, year)), year),
    ]


def _facilities(company: Company, year: int) -> list[Export]:
    scale = company.scale
    electricity = copies(
        facilities.documents(company.electricity, year), scale, "account_no", "bill_no", "original_bill_no"
    )
    water = copies(facilities.documents(company.water, year), scale, "account_no", "bill_no")
    return [
        *facility_files.electricity_exports(electricity, year),
        facility_files.water_export(water, year),
        facility_files.hazardous_export(copies(waste.hazardous_waste(year), scale, "manifest_no"), year),
        facility_files.office_waste_export(copies(company.office_waste[year], scale, "collection_no"), year),
    ]


def _procurement(company: Company, year: int) -> list[Export]:
    return [
        facility_files.paper_export(copies(company.paper_orders(year), company.scale, "order_no"), year),
        *facility_files.supplier_exports(
            [row for suppliers in company.suppliers for row in suppliers.master(year)],
            [row for suppliers in company.suppliers for row in suppliers.assessed(year)],
            [row for suppliers in company.suppliers for row in suppliers.terminated(year)],
            year,
        ),
    ]


def _customers(company: Company, year: int) -> list[Export]:
    range_of_copies = range(company.scale)
    return facility_files.customer_exports(
        [
            row
            for copy in range_of_copies
            for row in customers.complaints(year, copy, stream(company.seed, f"complaints {year}", copy))
        ],
        [
            row
            for copy in range_of_copies
            for row in customers.satisfaction(year, stream(company.seed, f"ratings {year}", copy))
        ],
        [row for copy in range_of_copies for row in customers.lawsuits(year, copy)],
        year,
    )


def write_company(
    folder: Path, *, seed: int = 2023, scale: int = 1, progress: Progress | None = None
) -> None:
    """Write the company folder: choices, registers, mappings, published figures and two years of exports.

    The same seed and scale give the same bytes. `scale` multiplies every count and amount; rates stay.

    Raises:
        ValueError: the scale is below 1.
    """
    say = progress or (lambda _message: None)
    say(f"Building {scale} {'copy' if scale == 1 else 'copies'} of the made-up company")
    company = build_company(seed, scale)
    write_company_files(folder, scale)
    write_explanations(folder, scale)
    write_export(folder, control_totals_register(company))
    write_export(folder, disclosures_register())
    write_mappings(folder)
    for name in ("corrections", "explanations", "approvals", "releases"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    bills: Export | None = None
    for year in YEARS:
        say(f"Building the exports of {year}")
        for export in exports(company, year):
            say(f"{export.path}: {len(export.rows):,} rows")
            write_export(folder, export)
            if year == ASSURED and export.contract == "facilities__electricity_bills" and bills is None:
                bills = export
    if bills is not None:
        write_assurance(folder, bills)
