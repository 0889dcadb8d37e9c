"""A gate report with something of everything, made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dagster_project.gates.results import Answer, Finding
from dagster_project.quality.model import (
    Cause,
    Cell,
    Conservation,
    CorrectedCell,
    Example,
    Exclusion,
    FileLine,
    Grid,
    HeldRow,
    Layer,
    Point,
    Quality,
    RuleLine,
    StaleEntry,
    SuiteLine,
)

HELD = RuleLine("kept", "error", "held", "x at least 0", "0 of 12 rows fail", 0)
BROKEN = RuleLine(
    "parts_add_up",
    "error",
    "failed",
    "numerator equal to total",
    "1 of 11 rows fail",
    1,
    "The parts of a breakdown do not add up to its total.",
    "Follow the rows of the breakdown.",
    (Example("headcount / gender / male", "numerator = 1200, total = 1201"),),
)
WARNED = RuleLine(
    "credit",
    "warning",
    "warned",
    "quantity at least 0",
    "1 of 12 rows fail",
    1,
    "A bill that is no reversal is negative.",
    "Explain the credit.",
)
BILLS = SuiteLine(
    "intake",
    "facilities__water_bills",
    "Water bills · 水費帳單",
    "Bills are plausible.",
    "passed",
    12,
    (HELD,),
)
HEADCOUNT = SuiteLine("publish", "mart_headcount", "Headcount", "Parts add up.", "passed", 11, (HELD,))

PASSED = Quality(
    company="Example Ltd.",
    company_zh="範例公司",
    made_up=True,
    year=2023,
    starts_on=date(2023, 1, 1),
    ends_on=date(2023, 12, 31),
    inputs="0" * 64,
    drafted=True,
    suites=(BILLS, HEADCOUNT),
    exclusions=(
        Exclusion(
            "facilities__water_bills",
            "Water bills · 水費帳單",
            "outside_boundary",
            "warehouse",
            2,
            "Outside.",
        ),
    ),
    files=(FileLine("facilities__water_bills", "raw/2023/水費.csv", "a" * 64, 512, "gbk", 12, 10, 2, 0),),
    conservation=Conservation(
        ("contract", "border", "rows_before", "rows_after", "difference"),
        (Layer(("facilities__water_bills", "staging", "12", "11", "1"), balanced=False),),
    ),
    grids=(
        Grid(
            "water",
            "m³",
            ("Jan", "Feb", "Mar", "Apr"),
            (
                (
                    "BJ01",
                    (
                        Cell("full", 31, 31),
                        Cell("part", 20, 28),
                        Cell("none", 0, 31),
                        Cell("full", 30, 30, "1,204"),
                    ),
                ),
                ("HK01", (Cell("outside", 0, 0), *(Cell("full", days, days) for days in (28, 31, 30)))),
            ),
        ),
    ),
)

FINDING = Finding(
    "intake/facilities__water_bills/credit",
    "bill_no = W1",
    "quantity = -5",
    1,
    "A bill that is no reversal is negative.",
    "Explain the credit.",
)
ANSWERED = replace(
    FINDING,
    subject="bill_no = W2",
    answer=Answer("A credit note of the supplier", "A. Controller", date(2024, 1, 20)),
)

WAITING = replace(
    PASSED,
    drafted=False,
    suites=(replace(BILLS, standing="unexplained", rules=(HELD, WARNED), findings=2, open=1), HEADCOUNT),
    findings=(FINDING, ANSWERED),
    corrections=(
        CorrectedCell(
            "facilities__water_bills",
            "raw/2023/水費.csv, row 4",
            "quantity",
            "1O",
            "10",
            "Typed wrongly",
            "A. Controller",
            "2024-01-16",
            "evidence/bill.pdf",
        ),
    ),
    stale=(
        StaleEntry(
            "intake/facilities__water_bills/credit", "bill_no = W9", "quantity = -9", "A. Controller", False
        ),
    ),
)


def held(rows: int) -> tuple[HeldRow, ...]:
    return tuple(
        HeldRow(
            "facilities__water_bills",
            f"raw/2023/水費.csv, row {row}",
            "period_to",
            "2023-02-30",
            "a day of the calendar",
            "There is no such day.",
            "Correct the cell in corrections/2023.yml",
        )
        for row in range(2, rows + 2)
    )


STOPPED = replace(
    WAITING,
    suites=(
        replace(BILLS, standing="failed", reasons=("Rows in quarantine: 3.",), findings=1, open=1),
        replace(HEADCOUNT, standing="failed", rules=(HELD, BROKEN)),
        SuiteLine("publish", "mart_water", "Water", "Water is what the bills say.", "not_run"),
    ),
    quarantine=held(3),
    stops=(
        Cause(
            "Files that cannot be taken in",
            "intake",
            (
                Point(
                    "",
                    place="raw/2023/電費.csv, row 9",
                    found="a last row of 1 fields",
                    expected="7 fields",
                    to_do="Fetch it again",
                ),
            ),
        ),
    ),
)
