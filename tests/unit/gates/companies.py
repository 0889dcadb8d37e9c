"""A company whose every export is in scope."""

from __future__ import annotations

from dagster_project.company import Company, Names
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts

NAMES = Names.model_validate({"zh-Hant": "甲", "zh-Hans": "甲", "en": "A"})
LISTED_REGISTERS = ("company__scope1_sources",)
"""Registers that a KPI needs and a company lists like an export."""
EXPORTS = [
    name
    for name in load_contracts(SEEDS_DIR / "contracts")
    if name in LISTED_REGISTERS or not name.startswith("company__")
]
COMPANY = Company(id="company_a", names=NAMES, boundary=NAMES, first_year=2022, exports=EXPORTS)
