"""Headline figures: each KPI's total in print order, with its movement and what keeps years from being compared."""

from __future__ import annotations

from dataclasses import replace

from dagster_project.figures.values import Key
from dagster_project.publish.headlines import Headline, headlines
from dagster_project.publish.movement import movements
from tests.unit.publish.printed_values import REGISTRY, Given, company

WATER = Key("water", "total", "total")


def told(given: Given) -> list[Headline]:
    moved = movements(REGISTRY, company(), given.lines(), given.values, [])
    return headlines(given.edition(movements=moved))


def shown(given: Given) -> dict[str, Headline]:
    return {one.kpi_id: one for one in told(given)}


def test_a_headline_has_value_year_before_and_movement():
    water = shown(Given())["water"]
    assert (water.value, water.before) == ("7,221.46", "16,098.54")
    assert water.movement == "-8,877.08 (-55.1 %)"


def test_only_totals_are_headlines_in_print_order():
    given = Given()
    printed = [line.key.kpi_id for line in given.lines() if line.key.dimension == "total"]
    assert [one.kpi_id for one in told(given)] == printed


def test_a_missing_figure_has_no_movement_and_says_why():
    given = Given()
    given.values = [
        replace(one, numerator=None, status="not_in_scope") if one.key == WATER else one
        for one in given.values
    ]
    water = shown(given)["water"]
    assert (water.value, water.movement) == ("-", "-")
    assert water.remark.startswith("not in scope")


def test_two_scales_are_not_compared():
    satisfaction = shown(Given())["satisfaction"]
    assert satisfaction.movement == "-"
    assert "another scale: 10 → 9" in satisfaction.remark
