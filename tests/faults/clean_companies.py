"""Clean companies of other seeds, sizes and mixes, run to see that no gate cries wolf. No fault is done here."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from dagster_project.company import COMPANY_FILE, read_company
from dagster_project.demo import write_company
from dagster_project.registry.kpis import load_kpis
from dagster_project.settings import Settings
from tests.faults.workbench import Known, Stopped, run_year_directly

YEARS = (2022, 2023)
EXPECTED = ("publish/appendix_movement/",)
"""What a smaller or larger company has to explain with its own words: what moved."""

HR = (
    "hr__employees", "hr__separations", "hr__movements", "hr__employments", "hr__training_records",
    "hr__injuries", "hr__attendance", "hr__recruitment",
)  # fmt: skip
FACILITIES = (
    "facilities__electricity_bills", "facilities__water_bills", "facilities__hazardous_waste",
    "facilities__office_waste",
)  # fmt: skip
PROCUREMENT = (
    "procurement__paper_orders", "procurement__suppliers", "procurement__supplier_assessments",
    "procurement__supplier_terminations",
)  # fmt: skip
CUSTOMERS = ("customers__complaints", "customers__satisfaction", "compliance__lawsuits")
ALL = (*HR, *FACILITIES, *PROCUREMENT, *CUSTOMERS)
PEOPLE = HR[:4]
OF_KPIS = ("notes.csv", "known_differences.csv")
KPI = "指標編號"


@dataclass(frozen=True)
class CleanCompany:
    """A made-up company without a fault: its seed, its size, and the exports that it reports by."""

    name: str
    seed: int
    scale: int = 1
    exports: tuple[str, ...] = ALL


COMPANIES = (
    CleanCompany("everything, seed 1", 1),
    CleanCompany("facilities only", 2, exports=FACILITIES),
    CleanCompany("people only", 3, exports=PEOPLE),
    CleanCompany("twice the size", 4, scale=2),
    CleanCompany("customers only", 5, exports=CUSTOMERS),
    CleanCompany("procurement only", 6, exports=PROCUREMENT),
    CleanCompany("no procurement", 7, exports=(*HR, *FACILITIES, *CUSTOMERS)),
    CleanCompany("facilities, three times the size", 8, scale=3, exports=FACILITIES),
    CleanCompany("HR only", 9, exports=HR),
    CleanCompany("electricity only", 10, exports=FACILITIES[:1]),
    CleanCompany("facilities and procurement", 11, exports=(*FACILITIES, *PROCUREMENT)),
    CleanCompany("people and facilities", 12, exports=(*PEOPLE, *FACILITIES)),
    CleanCompany("waste only", 13, exports=FACILITIES[2:]),
    CleanCompany(
        "three times the size, no training and attendance", 14, scale=3, exports=(*PEOPLE, *FACILITIES)
    ),
    CleanCompany("people only, twice the size", 15, scale=2, exports=PEOPLE),
    CleanCompany("people and training", 16, exports=(*PEOPLE, "hr__training_records")),
    CleanCompany("people and injuries", 17, exports=(*PEOPLE, "hr__injuries")),
    CleanCompany(
        "customers and procurement, twice the size", 18, scale=2, exports=(*CUSTOMERS, *PROCUREMENT)
    ),
    CleanCompany("water and paper", 19, exports=("facilities__water_bills", "procurement__paper_orders")),
    CleanCompany("everything, seed 20", 20),
)


def write_clean(company: CleanCompany, folder: Path) -> None:
    """Write the company's folder: of exports that it does not report by nothing is listed or was published."""
    write_company(folder, seed=company.seed, scale=company.scale)
    path = folder / COMPANY_FILE
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["exports"] = [name for name in content["exports"] if name in company.exports]
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    reported = _reported(folder)
    for file in (*folder.glob("published/*.csv"), *(folder / "registers" / name for name in OF_KPIS)):
        _keep(file, reported)


def _reported(folder: Path) -> set[str]:
    choices = read_company(folder)
    return {kpi.id for kpi in load_kpis().values() if not kpi.missing_needs(choices, max(YEARS))}


def _keep(file: Path, kpis: set[str]) -> None:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        heading, *rows = list(csv.reader(opened))
    kept = [row for row in rows if row[heading.index(KPI)] in kpis]
    if not kept:
        file.unlink()
        return
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened).writerows([heading, *kept])


def false_alarms(company: CleanCompany, scratch: Path) -> list[str]:
    """What a gate says of a company that has no fault; empty if it says nothing but what moved."""
    shutil.rmtree(scratch, ignore_errors=True)
    settings = Settings(scratch / "company", scratch / "data")
    write_clean(company, settings.company_dir)
    read_company(settings.company_dir)
    alarms: list[str] = []
    for year in YEARS:
        try:
            findings = run_year_directly(settings, year, Known()).findings
        except Stopped as stop:
            alarms += [f"{company.name}, {year}: {message}" for message in stop.messages]
            break
        alarms += [f"{company.name}, {year}: {one}" for one in unexpected(findings)]
    shutil.rmtree(scratch, ignore_errors=True)
    return alarms


def unexpected(findings: Sequence[str]) -> Iterator[str]:
    """The findings that a clean company should not have to answer."""
    return (one for one in findings if not one.startswith(EXPECTED))
