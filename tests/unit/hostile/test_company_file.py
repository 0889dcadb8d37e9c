"""Values of company.yml that no company has: refused in words, before anything is computed with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dagster_project.company import CompanyError, ReportingYear, read_company
from tests.unit.intake.company_folder import CompanyFolder


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reporting_year": {"starts": "13-45"}}, "13-45 is no day of every year"),
        ({"reporting_year": {"starts": "02-29"}}, "02-29 is no day of every year"),
        ({"decimals": {2023: {"electricity": 10**7}}}, "less than or equal to 9"),
        ({"decimals": {2023: {"electricity": -1}}}, "greater than or equal to 0"),
        ({"retention_years": 10**9}, "less than or equal to 100"),
    ],
)
def test_it_is_refused_in_words(tmp_path: Path, changes: dict, told: str):
    folder = CompanyFolder(tmp_path)
    folder.write_yaml("company.yml", folder.company.model_dump(mode="json", by_alias=True) | changes)
    with pytest.raises(CompanyError, match=told):
        read_company(folder.settings.company_dir)


def test_a_year_from_april_is_one():
    assert ReportingYear(starts="04-01").dates(2023) == (date(2023, 4, 1), date(2024, 3, 31))
