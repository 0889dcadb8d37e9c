"""The key figures of the chapters beside the printed ones, and the optional lines that a company switches on."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project.company import read_company
from dagster_project.figures.values import Key
from dagster_project.publish.edition import read_edition
from dagster_project.registry.outline import load_outline
from dagster_project.warehouse.connection import warehouse

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "narrative_figures.csv"
# As printed and as it follows: shares adjusted to add up to 100, and trained people whose categories do not add up.
CONTRADICTED = {
    "執行董事佔比": ("11.10", "11.11"),
    "非執行董事佔比": ("44.45", "44.44"),
    "獨立非執行董事佔比": ("44.45", "44.44"),
    "受訓人數 中級員工": ("433", "444"),
    "受訓人數 初級員工": ("1920", "1919"),
}


def edition(run_company, optional_lines=()):
    settings = run_company.settings
    assert run_company.runs[2023].passed, "\n".join(run_company.runs[2023].stops)
    company = read_company(settings.company_dir).model_copy(update={"optional_lines": list(optional_lines)})
    return read_edition(settings, company, 2023)


def printed() -> list[dict[str, str]]:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_chapters_print_the_printed_figures_in_their_order_but_for_five_contradictions(run_company):
    differing = {}
    for line, golden in zip(edition(run_company).chapters, printed(), strict=True):
        number = line.current.number
        assert number is not None, golden
        if number != Decimal(golden["value_2023"]):
            differing[golden["figure"]] = (golden["value_2023"], str(number))
    assert differing == CONTRADICTED


def test_each_contradiction_is_registered_with_its_reason(run_company):
    compared = {one.key: one for one in edition(run_company).comparisons if one.year == 2023}
    assert {one.outcome for one in compared.values()} == {"known_difference"}
    both = sorted((Decimal(one.published.replace(",", "")), one.computed) for one in compared.values())
    assert [pair[0] for pair in both] == sorted(Decimal(pair[0]) for pair in CONTRADICTED.values())
    assert all(one.reason for one in compared.values())


def test_no_figure_of_the_chapters_is_without_rows_and_files(run_company):
    keys = {line.key for line in edition(run_company).chapters}
    with warehouse(run_company.settings.warehouse(2023), read_only=True) as connection:
        facts = connection.execute(
            "select kpi_id, dimension, member, source_files, exact from appendix.fct_figure"
        ).fetchall()
    found = {Key(*row[:3]): row for row in facts}
    assert keys <= found.keys()
    without = {key for key in keys if not found[key][3]}
    # None of the year's cases ended, so that no row adds to these counts of nought.
    assert without == {key for key in keys if found[key][4] == 0}


OPTIONAL = sorted({line.switch for _, _, line in load_outline().lines() if line.optional})


def test_every_optional_line_prints_a_figure_or_says_why_not(run_company):
    plain, whole = edition(run_company), edition(run_company, OPTIONAL)
    added = [line for line in whole.lines if line.key not in {one.key for one in plain.lines}]
    assert {line.key.kpi_id for line in added} | {"headcount"} >= {
        switch.split("/")[0] for switch in OPTIONAL
    }
    for line in added:
        assert (line.current.number is None) == (line.current.reason is not None), line.key
    told = {line.key.kpi_id: line.current.text("en") for line in added if line.key.dimension == "total"}
    assert told["ghg_scope1"] == "NO"
    assert (told["energy_mwh"], told["energy_gj"]) == ("1,924.37", "6,927.73")
    assert (told["ghg_scope2_market"], told["water_discharge"]) == ("-", "-")


def test_an_item_of_the_index_is_disclosed_once_its_lines_are_switched_on(run_company):
    def found(optional_lines):
        hkex = next(one for one in edition(run_company, optional_lines).indices if one.standard == "HKEX")
        return {row.code: row.status for row in hkex.rows}

    asked = ("A1.2", "A2.1", "B1.1", "B5.1")
    assert [found([])[code] for code in asked] == ["partly", "partly", "partly", "missing"]
    assert [found(OPTIONAL)[code] for code in asked] == ["disclosed"] * 4
