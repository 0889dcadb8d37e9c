"""The made-up company gives the printed figures, and every trap, fallen into, gives another one."""

from __future__ import annotations

import csv

import pytest

from dagster_project.demo.company import build_company
from dagster_project.demo.company_files import KNOWN_DIFFERENCES, published_figures
from dagster_project.demo.traps import TRAPS, Trap
from tests.golden.printed import GOLDEN
from tests.unit.demo.conftest import rows_by_contract
from tests.unit.demo.recompute import Reader

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def figures(typed_rows) -> dict[int, dict]:
    """Both years, read rightly."""
    return {year: Reader(rows, year).figures() for year, rows in typed_rows.items()}


def golden(year: int) -> dict[tuple[str, str, str], str]:
    """The golden table's column of a year by KPI; its rows stand in the order of the published register."""
    keys = [(row["kpi_id"], row["dimension"], row["member"]) for row in published_figures(2022)]
    with GOLDEN.open(encoding="utf-8-sig", newline="") as file:
        return dict(zip(keys, (row[str(year)] for row in csv.DictReader(file)), strict=True))


def test_published_register_repeats_the_golden_table() -> None:
    assert {
        (r["kpi_id"], r["dimension"], r["member"]): r["printed"] for r in published_figures(2022)
    } == golden(2022)


def test_a_larger_company_published_what_its_exports_give() -> None:
    rows = rows_by_contract(build_company(2023, 3), 2022)
    published = {
        (r["kpi_id"], r["dimension"], r["member"]): r["printed"] for r in published_figures(2022, scale=3)
    }
    figures = Reader(rows, 2022).figures()
    different = {figure for figure, printed in published.items() if figures[figure] != printed}
    assert different == {("nonhazardous_waste_intensity", "total", "total")}


@pytest.mark.parametrize("year", [2022, 2023])
def test_every_printed_figure_follows_from_the_rows(figures, year: int) -> None:
    known = {
        (row["kpi_id"], row["dimension"], row["member"]): row["computed"]
        for row in KNOWN_DIFFERENCES
        if row["year"] == year
    }
    printed = golden(year)
    assert figures[year] == printed | {key: known[key] for key in known.keys() & printed.keys()}


@pytest.mark.parametrize("seed", [7, 31])
def test_another_seed_invents_other_people_with_the_same_figures(typed_rows, figures, seed: int) -> None:
    rows = rows_by_contract(build_company(seed, 1), 2023)
    assert Reader(rows, 2023).figures() == figures[2023]
    assert [row["birth_date"] for row in rows["hr__employees"]] != [
        row["birth_date"] for row in typed_rows[2023]["hr__employees"]
    ]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.id)
def test_falling_into_a_trap_moves_a_printed_figure(typed_rows, figures, trap: Trap) -> None:
    wrong = Reader(typed_rows[trap.year], trap.year, careless=trap.id).figures()
    assert wrong[trap.moves] != figures[trap.year][trap.moves]


def test_traps_have_names_of_their_own() -> None:
    assert len({trap.id for trap in TRAPS}) == len(TRAPS)
