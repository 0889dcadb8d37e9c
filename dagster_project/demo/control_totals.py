"""What other systems of the made-up company state of a year: payroll, ledger, learning system, suppliers.

Computed from the company's truth, never from its exports: a fault in an export leaves them as they were.
Which export a total is compared with is in the model `aud_control_totals`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from dagster_project.demo import procurement, targets, waste
from dagster_project.demo.company import Company
from dagster_project.demo.customers import INVALID_TICKETS
from dagster_project.demo.facilities import SITES, Rows
from dagster_project.demo.files import Column, Export
from dagster_project.demo.hr_exports import Staff
from dagster_project.demo.people import YEAR_END, Person, age_band, category
from dagster_project.demo.spelling import coded, digits
from dagster_project.demo.targets import FEMALE, MIDDLE, OLD, SENIOR, YOUNG

Totals = Mapping[str, int | Decimal]
EVERYONE = "all"
UNITS = {
    "person": "人",
    "day": "日",
    "minute": "分鐘",
    "kWh": "千瓦時",
    "m3": "立方米",
    "kg": "千克",
    "CNY": "元",
    "pack": "包",
    "count": "筆",
    "point": "分",
}
GROUPS: tuple[tuple[str, Callable[[Person, date], bool]], ...] = (
    ("women", lambda person, day: person.gender == FEMALE),
    ("under_30", lambda person, day: age_band(person.birth, day) == YOUNG),
    ("over_50", lambda person, day: age_band(person.birth, day) == OLD),
    ("overseas", lambda person, day: person.overseas),
)


def control_totals(company: Company, year: int) -> Rows:
    """Every total of a year, one row each, with the document that states it."""
    return [
        *_people(company, year),
        *_learning(company, year),
        *_safety(company, year),
        *_energy(company, year),
        *_water(company, year),
        *_waste(company, year),
        *_paper(company, year),
        *_suppliers(company, year),
        *_customers(company, year),
    ]


def control_totals_register(company: Company) -> Export:
    """The register of control totals, both years."""
    columns = (
        Column("year", "年度", digits),
        Column("control", "控制項"),
        Column("subject", "對象"),
        Column("stated", "數值", digits),
        Column("unit", "單位", coded(UNITS)),
        Column("source", "依據"),
        Column("owner", "負責"),
    )
    rows = [row for year in targets.YEARS for row in control_totals(company, year)]
    return Export("company__control_totals", "registers/control_totals.csv", columns, rows, "utf-8-sig")


def _stated(
    year: int, control: str, unit: str, document: str, owner: str, totals: Totals | int | Decimal
) -> Rows:
    by_subject = totals if isinstance(totals, Mapping) else {EVERYONE: totals}
    return [
        {
            "year": year,
            "control": control,
            "subject": subject,
            "stated": stated,
            "unit": unit,
            "source": document,
            "owner": owner,
        }
        for subject, stated in sorted(by_subject.items())
    ]


def _people(company: Company, year: int) -> Rows:
    end = YEAR_END[year]
    closing = [
        (person, end, _company_of(staff, person, end))
        for staff in company.staff
        for person in staff.closing(year)
    ]
    left = [
        (person, spell.last_day, _company_of(staff, person, spell.last_day))
        for staff in company.staff
        for person, spell in staff.leavers(year)
        if spell.last_day
    ]
    payroll, fund = f"{year}年12月工資表（虛構）", f"{year}年社會保險增減員申報（虛構）"
    rows = _of_people(year, "headcount", closing, payroll)
    for level in (SENIOR, MIDDLE):
        graded = sum(category(person.grade_at(end)) == level for person, _, _ in closing)
        rows += _stated(year, f"headcount_{level}", "person", payroll, "薪酬組（虛構）", graded)
    return rows + _of_people(year, "leavers", left, fund)


def _company_of(staff: Staff, person: Person, day: date) -> str:
    """Who employed the person on a day, also where the overseas system knows the move and the roster does not."""
    moves = [new for moved, on, _, new in staff.moved_abroad if moved is person and on <= day]
    return moves[-1] if moves else person.company_at(day)


def _of_people(year: int, control: str, people: Iterable[tuple[Person, date, str]], document: str) -> Rows:
    """Counts by company, then over all companies by what payroll knows of people on their day."""
    listed = list(people)
    companies = Counter(employer for _, _, employer in listed)
    rows = _stated(year, control, "person", document, "薪酬組（虛構）", companies)
    for group, belongs in GROUPS:
        count = sum(belongs(person, day) for person, day, _ in listed)
        rows += _stated(year, f"{control}_{group}", "person", document, "薪酬組（虛構）", count)
    return rows


def _learning(company: Company, year: int) -> Rows:
    goal, end = targets.TRAINING[year], YEAR_END[year]
    closing = [person for staff in company.staff for person in staff.closing(year)]
    women = sum(person.gender == FEMALE for person in closing)
    untrained = {level: count * company.scale for level, count in goal.untrained.items()}
    untrained_women = sum(untrained.values()) - goal.untrained_men * company.scale
    learners = {"learners": len(closing) - sum(untrained.values()), "learners_women": women - untrained_women}
    hours = {
        "training_minutes": sum(goal.hours.values()),
        "training_minutes_women": sum(goal.hours.values()) - goal.hours_men,
    }
    for level in (SENIOR, MIDDLE):
        graded = sum(category(person.grade_at(end)) == level for person in closing)
        learners[f"learners_{level}"] = graded - untrained[level]
        hours[f"training_minutes_{level}"] = goal.hours[level]
    document, owner = f"{year}年學習平台年度匯總（虛構）", "培訓組（虛構）"
    rows: Rows = []
    for control, count in learners.items():
        rows += _stated(year, control, "person", document, owner, count)
    for control, hour in hours.items():
        rows += _stated(year, control, "minute", document, owner, hour * 60 * company.scale)
    return rows


def _safety(company: Company, year: int) -> Rows:
    document, owner = f"{year}年工傷保險待遇結算表（虛構）", "員工關係組（虛構）"
    injured = 1 if targets.LOST_DAYS[year] else 0
    return [
        *_stated(year, "injuries", "count", document, owner, injured * company.scale),
        *_stated(year, "lost_days", "day", document, owner, targets.LOST_DAYS[year] * company.scale),
    ]


def _sites(rows: Iterable[dict[str, Any]], amount: Callable[[dict[str, Any]], Decimal], scale: int) -> Totals:
    inside = {site.code for site in SITES if site.in_boundary}
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row["site_code"] in inside:
            sums[row["site_code"]] = sums.get(row["site_code"], Decimal(0)) + amount(row) * scale
    return sums


def _booked(rows: Rows, year: int) -> Rows:
    return [row for row in rows if row["bill_month"].startswith(str(year))]


def _share(row: dict[str, Any]) -> Decimal:
    return Decimal(1) if row["allocation_share"] is None else row["allocation_share"]


def _energy(company: Company, year: int) -> Rows:
    """Bills booked in the year: a bill's total register, or its registers where it has no total."""
    totals = {
        (row["account_no"], row["bill_no"]) for row in company.electricity if row["reading_type"] == "total"
    }
    booked = [
        row
        for row in _booked(company.electricity, year)
        if row["reading_type"] == "total" or (row["account_no"], row["bill_no"]) not in totals
    ]
    used = _sites(booked, lambda row: Decimal(row["billed_quantity"]) * _share(row), company.scale)
    charged = _sites(booked, lambda row: row["amount"], company.scale)
    return [
        *_stated(year, "electricity_kwh", "kWh", f"{year}年供電對帳單（虛構）", "行政部（虛構）", used),
        *_stated(year, "electricity_cost", "CNY", f"{year}年電費明細帳（虛構）", "財務部（虛構）", charged),
    ]


def _water(company: Company, year: int) -> Rows:
    booked = [row for row in _booked(company.water, year) if row["water_source"] == "municipal"]
    used = _sites(booked, lambda row: row["quantity"] * _share(row), company.scale)
    charged = _sites(booked, lambda row: row["amount"], company.scale)
    return [
        *_stated(year, "water_m3", "m3", f"{year}年供水對帳單（虛構）", "行政部（虛構）", used),
        *_stated(year, "water_cost", "CNY", f"{year}年水費明細帳（虛構）", "財務部（虛構）", charged),
    ]


def _waste(company: Company, year: int) -> Rows:
    collected = [row for row in company.office_waste[year] if row["month"].startswith(str(year))]
    hazardous = targets.HAZARDOUS_KG[year] * company.scale
    offices = _sites(collected, waste.office_kilograms, company.scale)
    return [
        *_stated(
            year, "hazardous_waste_kg", "kg", f"{year}年危險廢物申報（虛構）", "行政部（虛構）", hazardous
        ),
        *_stated(year, "office_waste_kg", "kg", f"{year}年清運商年結（虛構）", "行政部（虛構）", offices),
    ]


def _paper(company: Company, year: int) -> Rows:
    delivered = [
        row for row in company.paper_orders(year) if row["received_on"] and row["received_on"].year == year
    ]
    kilograms = sum((procurement.order_kilograms(row) for row in delivered), Decimal(0)) * company.scale
    packs = sum(procurement.order_packs(row) for row in delivered) * company.scale
    document, owner = f"{year}年文具倉收發存（虛構）", "採購部（虛構）"
    return [
        *_stated(year, "paper_packs", "pack", document, owner, packs),
        *_stated(year, "paper_kg", "kg", document, owner, kilograms),
    ]


def _suppliers(company: Company, year: int) -> Rows:
    mainland, overseas = targets.NEW_SUPPLIERS_MAINLAND[year], targets.NEW_SUPPLIERS_OVERSEAS[year]
    counts = {
        "new_suppliers": mainland + overseas,
        "new_suppliers_overseas": overseas,
        "suppliers_assessed": targets.SUPPLIERS_ASSESSED[year],
        "suppliers_terminated": targets.SUPPLIERS_TERMINATED[year],
    }
    document = f"{year}年供應商管理年報（虛構）"
    return [
        row
        for control, count in counts.items()
        for row in _stated(year, control, "count", document, "採購部（虛構）", count * company.scale)
    ]


def _customers(company: Company, year: int) -> Rows:
    _, ratings = targets.RATINGS[year]
    counts = {
        "complaints_received": (targets.COMPLAINTS[year] + INVALID_TICKETS, "count"),
        "complaints": (targets.COMPLAINTS[year], "count"),
        "complaints_resolved": (targets.COMPLAINTS[year], "count"),
        "ratings": (sum(ratings.values()), "count"),
        "ratings_score": (sum(score * count for score, count in ratings.items()), "point"),
        "corruption_cases": (0, "count"),
    }
    documents = {"corruption_cases": (f"{year}年法務年報（虛構）", "法務部（虛構）")}
    desk = (f"{year}年客服平台年報（虛構）", "客服部（虛構）")
    return [
        row
        for control, (count, unit) in counts.items()
        for row in _stated(year, control, unit, *documents.get(control, desk), totals=count * company.scale)
    ]
