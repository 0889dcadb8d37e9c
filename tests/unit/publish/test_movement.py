"""How far a printed figure moved from the year before as published, and when that needs an explanation."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from dagster_project.figures.values import Key
from dagster_project.publish.movement import is_material, movements
from dagster_project.registry.kpis import Materiality
from tests.unit.publish.printed_values import REGISTRY, Given, company

WATER = Key("water", "total", "total")
HAZARDOUS = Key("hazardous_waste", "total", "total")
SATISFACTION = Key("satisfaction", "total", "total")
LOST_DAYS = Key("lost_days", "total", "total")


def moved(given: Given, key: Key, before=(), choices=None):
    choices = choices or company()
    found = movements(REGISTRY, choices, given.lines(), given.values, before)
    return next(one for one in found if one.key == key)


def changed(given: Given, key: Key, **changes) -> Given:
    given.values = [replace(one, **changes) if one.key == key else one for one in given.values]
    return given


@pytest.mark.parametrize(
    ("previous", "current", "movement", "least", "material"),
    [
        ("100", "110", "0.1", "0", False),
        ("100", "110.01", "0.1", "0", True),
        ("100", "89.99", "0.1", "0", True),
        ("0", "1", "0.1", "0", True),
        ("0", "0", "0", "0", False),
        ("0", "1", "0.1", "1", False),
        ("4", "6", "0.1", "2", False),
        ("-10", "-12", "0.1", "0", True),
    ],
)
def test_a_change_is_material_beyond_its_share_and_its_least(previous, current, movement, least, material):
    limits = Materiality(movement=Decimal(movement), least=Decimal(least))
    assert is_material(Decimal(previous), Decimal(current), limits) is material


def test_a_figure_that_moved_shows_both_as_printed():
    assert moved(Given(), WATER).moved == "16,098.54 → 7,221.46"
    assert moved(Given(), WATER).change == Decimal("-8877.08")
    assert moved(Given(), HAZARDOUS).moved is None


def test_the_company_may_choose_another_materiality():
    choices = company().model_copy(
        update={"materiality": {"hazardous_waste": {"movement": Decimal("0.005")}}}
    )
    assert moved(Given(), HAZARDOUS, choices=choices).moved == "4.16 → 4.20"


def test_a_published_figure_that_is_missing_now_has_disappeared():
    given = changed(Given(), WATER, numerator=None, status="not_in_scope")
    assert moved(given, WATER).disappeared == "16,098.54"
    assert moved(given, WATER).moved is None
    assert moved(Given(published=[]), WATER).disappeared is None


def test_another_scale_method_or_unit_is_said():
    assert moved(Given(), SATISFACTION).rescaled == "10 → 9"
    assert moved(Given(), SATISFACTION).moved is None
    values = Given().values
    before = [replace(one, method="other", unit="litre") if one.key == WATER else one for one in values]
    other = moved(Given(), WATER, before)
    assert other.method.startswith("other → ")
    assert other.unit.startswith("litre → ")
    assert moved(Given(), WATER, values).method is None
