"""A warehouse in which every export and the registry have their tables, and no export has a row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dagster_project.company import Company, Names
from dagster_project.history import write_history
from dagster_project.intake import empty_intake, pseudonymise, write_raw
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from dagster_project.registry.tables import write_registry
from dagster_project.warehouse.connection import warehouse

YEAR = 2023
NAMES = Names.model_validate({"zh-Hant": "甲", "zh-Hans": "甲", "en": "A"})


@dataclass(frozen=True)
class Built:
    """A warehouse whose models were built from empty exports, and the warnings of parsing and building."""

    path: Path
    warnings: list[str]
    results: dict[str, str]


def write_empty_warehouse(path: Path) -> Path:
    """Create the tables that the models read, for a company with every export in scope."""
    contracts = load_contracts(SEEDS_DIR / "contracts")
    company = Company(id="company_a", names=NAMES, boundary=NAMES, first_year=YEAR, exports=[*contracts])
    with warehouse(path) as connection:
        for contract in contracts.values():
            nothing = empty_intake(contract, YEAR)
            write_raw(
                connection, contract, nothing.with_frame(pseudonymise(nothing.frame, contract, bytes(32)))
            )
        write_registry(connection, company, YEAR)
        write_history(connection, None, YEAR)
    return path
