"""The made-up company's control totals: every one that the contract knows, in the contract's spelling."""

from __future__ import annotations

import re

import pytest

from dagster_project.demo.company import build_company
from dagster_project.demo.control_totals import control_totals
from dagster_project.project import DBT_DIR, SEEDS_DIR
from dagster_project.registry.contracts import load_contracts

CONTROLS = set(load_contracts(SEEDS_DIR / "contracts")["company__control_totals"].columns["control"].values)


@pytest.fixture(scope="module")
def totals() -> dict[tuple[int, str], dict[str, int]]:
    found: dict[tuple[int, str], dict[str, int]] = {}
    company = build_company(seed=7, scale=2)
    for year in (2022, 2023):
        for row in control_totals(company, year):
            found.setdefault((year, row["control"]), {})[row["subject"]] = row["stated"]
    return found


def test_every_control_of_the_contract_is_stated_for_both_years(totals):
    assert set(totals) == {(year, control) for year in (2022, 2023) for control in CONTROLS}


def test_every_control_of_the_contract_is_compared():
    model = (DBT_DIR / "models" / "audit" / "aud_control_totals.sql").read_text(encoding="utf-8")
    listed = model.split("controls = {")[1].split("} -%}")[0]
    assert set(re.findall(r"'(\w+)': \(", listed)) == CONTROLS


def test_a_group_twice_as_large_states_twice_the_published_people(totals):
    assert sum(totals[2023, "headcount"].values()) == 2 * 2440
    assert totals[2023, "headcount_women"] == {"all": 2 * 859}
    assert sum(totals[2022, "leavers"].values()) == 2 * 1515
    assert totals[2023, "lost_days"] == {"all": 70}


def test_a_site_outside_the_boundary_has_no_total(totals):
    assert "SZ09" not in totals[2023, "electricity_kwh"]
    assert "SZ01" in totals[2023, "electricity_kwh"]
