"""Footnotes that rules write: when they do, what they say, and when a person's note takes their place."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from dagster_project.figures.values import Key
from dagster_project.publish.movement import movements
from dagster_project.publish.written_notes import ASSESSED, NEW, Seen, written_notes
from tests.unit.publish.printed_values import REGISTRY, YEAR, Given, company, value

OVER_50 = Key("turnover_rate", "age_band", "over_50")
OVERSEAS = Key("turnover_rate", "region", "overseas")
MALE = Key("turnover_rate", "gender", "male")
SENIOR = Key("training_share", "employee_category", "senior")
SCORE = Key("satisfaction", "total", "total")
EMISSIONS = Key("ghg_scope2", "total", "total")
DENSITY = Key("ghg_scope2_intensity", "total", "total")


def rate(given: Given, **parts: tuple[int, int]) -> Given:
    """The turnover by region with these numerators and denominators."""
    given.values = [
        replace(one, numerator=Decimal(parts[one.member][0]), denominator=Decimal(parts[one.member][1]))
        if (one.kpi_id, one.dimension) == ("turnover_rate", "region")
        else one
        for one in given.values
    ]
    return given


def written(given: Given, by_people=(), late: int = 0, before=(), choices=None, grids=("default",)):
    choices = choices or company()
    moved = movements(REGISTRY, choices, given.lines(), given.values, before)
    return written_notes(Seen(REGISTRY, choices, YEAR, given.values, moved, late, grids=grids), by_people)


def at(notes, key: Key) -> list[str | None]:
    return [note.written_by for note in notes if note.key == key]


@pytest.mark.parametrize(
    ("mainland", "overseas", "noted"),
    [
        ((1000, 4000), (30, 100), ["small_base"]),
        ((1000, 4000), (29, 100), []),
        ((1000, 900), (30, 100), []),
        ((1000, 901), (30, 100), ["small_base"]),
    ],
)
def test_a_high_rate_over_a_small_base_is_noted(mainland, overseas, noted):
    notes = written(rate(Given(), mainland=mainland, overseas=overseas))
    assert at(notes, OVERSEAS) == noted
    assert at(notes, MALE) == []


def test_a_high_share_of_what_should_be_high_is_not_noted():
    assert at(written(Given()), SENIOR) == []


def test_a_persons_note_takes_the_place_of_the_rule_that_it_names_at_its_own_figure_only():
    given = rate(Given(), mainland=(1000, 4000), overseas=(50, 100))
    mine = replace(given.notes[0], key=OVERSEAS, replaces="small_base")
    assert at(written(given, [mine]), OVERSEAS) == []
    assert at(written(given, [replace(mine, replaces="changed_scale")]), OVERSEAS) == ["small_base"]
    assert at(written(given, [replace(mine, key=MALE)]), OVERSEAS) == ["small_base"]
    assert at(written(given, [replace(mine, year=YEAR - 1)]), OVERSEAS) == ["small_base"]


def test_another_scale_than_the_year_before_is_noted_with_both():
    note = next(one for one in written(Given()) if one.key == SCORE)
    assert note.written_by == "changed_scale"
    assert "out of 10 in the year before and is out of 9" in note.text.en
    assert "由上年的10分改為9分" in note.text.zh_hant and "由上年的10分改为9分" in note.text.zh_hans


def test_another_factor_is_noted_at_every_figure_that_is_multiplied_by_it():
    notes = written(Given())
    assert at(notes, EMISSIONS) == at(notes, DENSITY) == ["changed_factor"]
    assert "0.581 → 0.5703" in next(note.text.en for note in notes if note.key == EMISSIONS)
    assert len({note.note_id for note in notes if note.written_by == "changed_factor"}) == 1


@pytest.mark.parametrize(
    ("grids", "told"),
    [
        (["east", "island"], "0.581 → 0.5703; 0.71 → 0.68"),
        (["island"], "0.71 → 0.68"),
        (["east"], "0.581 → 0.5703"),
        (["elsewhere"], None),
        ([], None),
    ],
)
def test_only_grids_whose_electricity_was_used_in_the_year_are_told(grids: list[str], told: str | None):
    factors = {
        YEAR - 1: {"default": "CN_ETS_0.5810", "island": "HK_HKE_2021", "elsewhere": "HK_HKE_2023"},
        YEAR: {"default": "CN_ETS_0.5703", "island": "HK_HKE_2022", "elsewhere": "HK_HKE_2023"},
    }
    notes = written(Given(), choices=company(factors=factors), grids=grids)
    texts = [note.text.en for note in notes if note.key == EMISSIONS and note.written_by == "changed_factor"]
    assert [f"({told}, tCO₂/MWh)" in text for text in texts] == ([True] if told else [])


def test_the_same_factor_under_another_grid_is_no_change():
    same = {year: {"default": "CN_ETS_0.5703"} for year in (YEAR, YEAR - 1)}
    same[YEAR]["southern"] = "CN_ETS_0.5703"
    assert at(written(Given(), choices=company(factors=same), grids=("east", "southern")), EMISSIONS) == []


def test_another_method_is_noted_by_its_name_in_each_language():
    given = Given()
    before = [replace(one, method="leavers_over_closing") if one.key == MALE else one for one in given.values]
    note = next(one for one in written(given, before=before) if one.key == MALE)
    old, new = (
        REGISTRY["turnover_rate"].method(one).names
        for one in ("leavers_over_closing", next(one.method for one in given.values if one.key == MALE))
    )
    assert old.en in note.text.en and new.en in note.text.en
    assert old.zh_hans in note.text.zh_hans and new.zh_hans in note.text.zh_hans


def test_suppliers_assessed_in_an_earlier_year_are_noted_at_both_counts():
    notes = [note for note in written(Given(), late=155) if note.written_by == "assessed_before"]
    assert [note.key for note in notes] == [NEW, ASSESSED]
    assert "155 of the new suppliers" in notes[0].text.en
    assert at(written(Given(), late=0), NEW) == []


def test_a_sum_says_what_occurs_and_is_not_in_it():
    total, cars = Key("ghg_scope1", "total", "total"), Key("ghg_scope1", "source", "company_cars")
    values = [
        value(total, YEAR, numerator=Decimal(9)),
        value(cars, YEAR, status="not_estimated", numerator=None),
    ]
    notes = written_notes(Seen(REGISTRY, company(), YEAR, values[:1], [], 0, values))
    (note,) = [one for one in notes if one.written_by == "left_out"]
    assert note.key == total
    assert REGISTRY["ghg_scope1"].breakdowns["source"].members["company_cars"].en in note.text.en
    estimated = [values[0], replace(values[1], status="computed", numerator=Decimal(4))]
    assert not written_notes(Seen(REGISTRY, company(), YEAR, values[:1], [], 0, estimated))
