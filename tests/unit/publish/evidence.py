"""Evidence for the made-up values of these tests: every kind of it, with a count that no other number contains."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from dagster_project.figures.values import KpiValue
from dagster_project.gates.results import Answer, Finding
from dagster_project.lineage.checks import Check
from dagster_project.lineage.evidence import (
    CorrectedColumn,
    Evidence,
    Feed,
    Held,
    LeftOutOfFile,
    SourceFile,
)
from dagster_project.lineage.factors import Factor
from dagster_project.lineage.shares import Share
from tests.unit.publish.printed_values import REGISTRY

FEW_PEOPLE, BILLS = 918273, 24
PEOPLE_FILE, BILLS_FILE, OTHER_FILE = "a" * 64, "b" * 64, "c" * 64
FACTS = {
    "people": ["fct_employees_at_year_end"],
    "bills": ["fct_energy"],
}


def evidence_of(values: Sequence[KpiValue]) -> Evidence:
    """A roster that every figure of people is made of, bills for the others, and a file that only `male` names."""
    shares = {
        value.key: [
            _share(_main_file(value), "numerator"),
            *([_share(OTHER_FILE, "numerator")] if value.member == "male" else []),
            *([_share(_main_file(value), "denominator")] if value.denominator is not None else []),
        ]
        for value in values
    }
    topics = {REGISTRY[value.kpi_id].mart.removeprefix("mart_") for value in values}
    feeds = {
        PEOPLE_FILE: "hr__employees",
        BILLS_FILE: "facilities__electricity_bills",
        OTHER_FILE: "hr__separations",
    }
    return Evidence(
        files=[
            _file(PEOPLE_FILE, "人力/花名冊.csv"), _file(BILLS_FILE, "設施/用電.csv"), _file(OTHER_FILE, "離職(1).csv"),
        ],
        feeds=[Feed(file, export, FEW_PEOPLE, FEW_PEOPLE) for file, export in feeds.items()],
        held=[Held(PEOPLE_FILE, "fct_employees_at_year_end", FEW_PEOPLE), Held(BILLS_FILE, "fct_energy", 7)],
        facts={topic: FACTS["people"] + ([] if topic == "training" else FACTS["bills"]) for topic in topics},
        shares=shares,
        left_out=[
            LeftOutOfFile(PEOPLE_FILE, "hr__employees", "not_an_employee", FEW_PEOPLE),
            LeftOutOfFile(BILLS_FILE, "facilities__electricity_bills", "outside_year", BILLS),
        ],
        factors={
            "ghg_scope2": [
                Factor("CN_1", Decimal("0.5"), "tCO2/MWh", "A notice", Decimal(1924370), "kWh", "factors.csv", "ab", 3)
            ]
        },
        checks=[
            Check("intake", "hr__employees", "passed", 9),
            Check("publish", "recompute_figures", "passed", 5),
        ],
        recomputed={value.key: True for value in values},
        corrections=[CorrectedColumn(PEOPLE_FILE, "gender", FEW_PEOPLE, "Typed wrongly", "Somebody", "2024-01-16")],
        findings={value.key: [_finding(value)] for value in values},
        rules={
            "not_an_employee": ("非僱員", "Not an employee"),
            "outside_year": ("不在本年", "Outside the year"),
        },
    )  # fmt: skip


def _main_file(value: KpiValue) -> str:
    return PEOPLE_FILE if REGISTRY[value.kpi_id].people else BILLS_FILE


def _share(file: str, role: str) -> Share:
    rows = BILLS if file == BILLS_FILE else FEW_PEOPLE
    return Share(role, f"raw/2023/{file[:1]}.csv", rows, Decimal(rows), 0, file)


def _finding(value: KpiValue) -> Finding:
    number = FEW_PEOPLE if REGISTRY[value.kpi_id].people else BILLS
    answer = Answer(f"{number} fewer", "Somebody", date(2024, 1, 22))
    rule, seen = "publish/appendix_movement/material_movement", f"moved = {number} → 1"
    return Finding(rule, " / ".join(value.key), seen, 1, "The figure moved.", "Explain it.", answer)


def _file(sha256: str, name: str) -> SourceFile:
    return SourceFile(sha256, f"raw/2023/{name}", "A system", "A department", FEW_PEOPLE, FEW_PEOPLE, 0, 0)


def page_data_in(page: str) -> dict:
    """The data that a page embeds."""
    found = re.search(r'<script type="application/json" id="page-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])
