"""Published comparatives against the year's own computation, at the published precision."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from dagster_project.figures.values import Key, Status
from dagster_project.publish.comparison import compare
from dagster_project.publish.registers import KnownDifference, PublishedFigure
from tests.unit.publish.printed_values import REGISTRY, published, said, value, values_of

INTENSITY = Key("nonhazardous_waste_intensity", "total", "total")
WATER = Key("water", "total", "total")
KNOWN = KnownDifference(INTENSITY, 2022, "0.0810", "0.0809", said("weight and headcount give 0.0809"))


def outcome(figure: str, numerator: str | None, *known: KnownDifference):
    values = [] if numerator is None else [value(WATER, 2022, numerator=Decimal(numerator))]
    return compare(REGISTRY, [PublishedFigure(WATER, 2022, figure, "Report")], values, known, 2022)[0]


def known(printed: str, computed: str) -> KnownDifference:
    return KnownDifference(WATER, 2022, printed, computed, said("why"))


def test_the_golden_table_contradicts_itself_in_one_figure_of_2022():
    compared = compare(REGISTRY, published(2022), values_of(2022), [KNOWN], 2022)
    assert Counter(one.outcome for one in compared) == {"agrees": 51, "known_difference": 1}
    different = next(one for one in compared if one.outcome != "agrees")
    assert (different.key, different.difference) == (INTENSITY, Decimal("-0.0001"))


@pytest.mark.parametrize(
    ("figure", "numerator", "expected"),
    [
        ("20", "20.4", "agrees"),
        ("20", "20.5", "unexplained"),
        ("20.5", "20.5", "agrees"),
        ("-", None, "agrees"),
        ("20", None, "not_computed"),
        ("-", "20", "unexplained"),
    ],
)
def test_figures_are_compared_at_the_published_precision(figure, numerator, expected):
    assert outcome(figure, numerator).outcome == expected


@pytest.mark.parametrize(
    ("figure", "status", "expected"),
    [
        ("NO", "not_occurring", "agrees"),
        ("NE", "not_occurring", "unexplained"),
        ("-", "not_occurring", "unexplained"),
        ("20", "not_occurring", "unexplained"),
        ("NO", "not_in_scope", "not_computed"),
    ],
)
def test_a_notation_key_agrees_with_itself_only(figure: str, status: Status, expected: str):
    values = [value(WATER, 2022, numerator=None, status=status)]
    (one,) = compare(REGISTRY, [PublishedFigure(WATER, 2022, figure, "Report")], values, [], 2022)
    assert one.outcome == expected
    assert one.computed == (None if status == "not_in_scope" else "NO")


def test_a_known_difference_excuses_only_the_two_values_that_it_names():
    assert outcome("20", "21", known("20", "21")).outcome == "known_difference"
    assert outcome("20", "22", known("20", "21")).outcome == "stale_known_difference"
    assert outcome("19", "21", known("20", "21")).outcome == "stale_known_difference"


def test_an_entry_whose_figures_agree_is_stale():
    stale = outcome("20", "20", known("20", "21"))
    assert stale.outcome == "stale_known_difference"
    assert "remove the entry" in stale.reason.en


def test_an_entry_for_a_figure_that_was_never_published_is_stale():
    compared = compare(REGISTRY, published(2022), values_of(2022), [KNOWN, known("1", "2")], 2022)
    assert [one.outcome for one in compared if one.key == WATER] == ["stale_known_difference"]
    absent = [one for one in published(2022) if one.key != WATER]
    compared = compare(REGISTRY, absent, values_of(2022), [KNOWN, known("1", "2")], 2022)
    assert compared[-1].key == WATER
    assert compared[-1].published is None


def test_a_year_without_a_published_register_is_compared_where_an_entry_names_a_figure():
    compared = compare(REGISTRY, [], [value(WATER, 2022, numerator=Decimal(21))], [known("20", "21")], 2022)
    assert [(one.key, one.outcome) for one in compared] == [(WATER, "known_difference")]


def test_a_score_on_another_scale_is_another_figure():
    key = Key("satisfaction", "total", "total")
    score = value(key, 2022, numerator=Decimal(9), denominator=Decimal(1), scale=Decimal(9))
    figures = [PublishedFigure(key, 2022, "9 (滿分10分)", "Report")]
    assert compare(REGISTRY, figures, [score], [], 2022)[0].outcome == "unexplained"
    same = replace(score, scale=Decimal(10))
    assert compare(REGISTRY, figures, [same], [], 2022)[0].outcome == "agrees"


def test_values_of_other_years_are_not_compared():
    values = [value(WATER, 2023, numerator=Decimal(20))]
    compared = compare(REGISTRY, [PublishedFigure(WATER, 2022, "20", "Report")], values, [], 2022)
    assert compared[0].outcome == "not_computed"
