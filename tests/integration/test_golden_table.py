"""The whole way, end to end: the made-up company's exports give the printed table, digit for digit."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.golden.printed import GOLDEN

pytestmark = pytest.mark.slow

CONTRADICTED_2022 = ("無害廢棄物密度", "")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def column(path: Path, year: str) -> dict[tuple[str, str], str]:
    return {(row["kpi"], row["breakdown"]): row[year] for row in rows(path)}


def draft(run_company, year: int) -> Path:
    run = run_company.runs[year]
    assert run.passed, "\n".join(run.stops)
    return run_company.settings.draft_dir(year) / "appendix.csv"


def test_the_appendix_of_2023_is_the_printed_table(run_company):
    assert rows(draft(run_company, 2023)) == rows(GOLDEN)


def test_the_draft_of_2022_prints_what_was_printed_of_2022_but_for_the_known_difference(run_company):
    computed, printed = column(draft(run_company, 2022), "2022"), column(GOLDEN, "2022")
    differing = {key: (computed[key], printed[key]) for key in printed if computed[key] != printed[key]}
    assert differing == {CONTRADICTED_2022: ("0.0809", "0.0810")}


def test_the_comparison_of_2022_holds_the_known_difference_and_nothing_unexplained(run_company):
    from dagster_project.warehouse.connection import warehouse

    draft(run_company, 2023)
    with warehouse(run_company.settings.warehouse(2023), read_only=True) as connection:
        outcomes = connection.execute(
            "select outcome, count(*), min(kpi_id) from appendix.comparison "
            "where reporting_year = 2022 group by all"
        ).fetchall()
    found = {outcome: (number, kpi) for outcome, number, kpi in outcomes}
    assert found["known_difference"] == (1, "nonhazardous_waste_intensity")
    assert found.keys() == {"known_difference", "agrees"}
    assert found["agrees"][0] == 51


def test_the_indices_of_2023_hold_the_printed_rows_and_every_claim_was_compared(run_company):
    from dagster_project.warehouse.connection import warehouse

    draft(run_company, 2023)
    with warehouse(run_company.settings.warehouse(2023), read_only=True) as connection:
        rows = connection.execute(
            "select standard, edition, count(*), bool_and(verified) from appendix.index_rows group by all order by all"
        ).fetchall()
        outcomes = connection.execute("select distinct outcome from appendix.index_claims").fetchall()
    assert rows == [("GRI", "2021", 66, True), ("HKEX", "2023", 51, True)]
    assert {outcome for (outcome,) in outcomes} == {"agrees", "claims_more"}
