"""The made-up company, built and written once for the tests of its writer."""

from __future__ import annotations

from collections import defaultdict

import pytest

from dagster_project.demo.company import Company, build_company
from dagster_project.demo.targets import YEARS
from dagster_project.demo.writer import exports


@pytest.fixture(scope="session")
def company() -> Company:
    return build_company(seed=2023, scale=1)


@pytest.fixture(scope="session")
def typed_rows(company: Company) -> dict[int, dict[str, list[dict]]]:
    """By year and contract, the rows of every file before they were spelled."""
    return {year: rows_by_contract(company, year) for year in YEARS}


def rows_by_contract(company: Company, year: int) -> dict[str, list[dict]]:
    rows: dict[str, list[dict]] = defaultdict(list)
    for export in exports(company, year):
        rows[export.contract] += export.rows
    return rows
