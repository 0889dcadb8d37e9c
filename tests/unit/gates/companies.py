"""A company whose every export is in scope."""

from __future__ import annotations

from dagster_project.company import Company, Names
from dagster_project.registry.contracts import load_contracts
from dagster_project.settings import SEEDS_DIR

NAMES = Names.model_validate({"zh-Hant": "甲", "zh-Hans": "甲", "en": "A"})
EXPORTS = [name for name in load_contracts(SEEDS_DIR / "contracts") if not name.startswith("company__")]
COMPANY = Company(id="company_a", names=NAMES, boundary=NAMES, first_year=2022, exports=EXPORTS)
