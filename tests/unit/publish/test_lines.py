"""Lines in print order: digits, comparatives as published, notes by cell, missing with a reason."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from dagster_project.figures.numbers import NOTATION_KEYS
from dagster_project.figures.values import Key, Notation
from dagster_project.publish.csv_file import lines_text
from dagster_project.publish.document import codes, reason_text
from dagster_project.publish.faults import PublishError
from dagster_project.publish.lines import appendix_lines
from dagster_project.publish.registers import PublishedFigure, notes, published_figures
from dagster_project.registry.outline import Outline
from tests.unit.publish.printed_values import GOLDEN, KEYS, REGISTRY, YEAR, Given, company, value, values_of

LOST_DAYS = Key("lost_days", "total", "total")
WATER = Key("water", "total", "total")
SATISFACTION = Key("satisfaction", "total", "total")


def line(given: Given, key: Key):
    return next(one for one in given.lines() if one.key == key)


def replaced(given: Given, key: Key, **changes) -> Given:
    given.values = [replace(one, **changes) if one.key == key else one for one in given.values]
    return given


def test_the_csv_is_the_golden_table_byte_for_byte():
    assert lines_text(Given().lines()).encode() == GOLDEN.read_bytes()


def test_a_comparative_keeps_its_own_decimals_and_scale():
    cells = [one.current for one in Given().lines() if one.key.kpi_id == "training_share"]
    before = [one.cells[1] for one in Given().lines() if one.key.kpi_id == "training_share"]
    assert [cell.decimals for cell in cells] == [1, 1, 1, 1, 1]
    assert [cell.decimals for cell in before] == [1, 1, 0, 0, 0]
    scores = line(Given(), SATISFACTION).cells
    assert [cell.text("en") for cell in scores] == ["", "9 (out of 10)", "8.5 (out of 9)"]


def test_a_value_outside_the_scope_is_missing_with_its_reason():
    given = replaced(Given(), WATER, numerator=None, status="not_in_scope")
    cell = line(given, WATER).current
    assert (cell.digits, cell.number, cell.reason) == ("-", None, "not_in_scope")


@pytest.mark.parametrize(("status", "key"), NOTATION_KEYS.items())
def test_a_source_without_a_quantity_prints_its_notation_key(status: Notation, key: str):
    given = replaced(Given(), WATER, numerator=None, status=status)
    given.published = [one for one in given.published if one.key != WATER]
    given.published.append(PublishedFigure(WATER, YEAR - 1, key, "Report"))
    before, now = line(given, WATER).cells[1:]
    assert (now.digits, now.number, now.reason) == (key, None, status)
    assert (before.digits, before.number, before.reason) == (key, None, status)
    assert reason_text(status, "en") != status


def test_a_rate_over_nobody_has_no_denominator():
    key = Key("turnover_rate", "age_band", "over_50")
    cell = line(replaced(Given(), key, denominator=Decimal(0)), key).current
    assert (cell.digits, cell.reason) == ("-", "no_denominator")


def test_a_dash_that_was_published_differs_from_a_figure_that_was_not():
    printed = line(Given(), LOST_DAYS).cells
    assert (printed[0].digits, printed[0].reason) == ("-", "published_as_missing")
    never = line(Given(published=[]), LOST_DAYS).cells
    assert [(cell.digits, cell.reason) for cell in never[:2]] == [("-", "not_published")] * 2


def test_a_year_that_the_category_does_not_print_is_blank_even_if_published():
    given = Given()
    given.published.append(PublishedFigure(WATER, YEAR - 2, "1.00", "Report"))
    assert line(given, WATER).cells[0].text("zh-Hant") == ""


def test_a_note_belongs_to_a_cell():
    row = {"note_id": "n", "year": YEAR - 1, **WATER._asdict(), "text_zh_hant": "文", "text_en": None}
    cells = line(Given(notes=notes([row])), WATER).cells
    assert [len(cell.notes) for cell in cells] == [0, 1, 0]
    assert cells[1].notes[0].text.en == "文"


def test_decimals_that_the_company_chose_for_the_year_are_printed():
    given = Given(company=company(decimals={YEAR: {"training_share/employee_category": 0}}))
    printed = {one.key: one.current.digits for one in given.lines()}
    assert printed[Key("training_share", "employee_category", "middle")] == "99"
    assert printed[Key("training_share", "gender", "male")] == "98.8"


def test_every_fault_is_reported_at_once():
    given = Given()
    given.values = [one for one in given.values if one.key != WATER]
    given = replaced(given, LOST_DAYS, unit="hour")
    given.published.append(PublishedFigure(WATER, YEAR - 1, "much", "Report"))
    given.published.append(PublishedFigure(Key("joy", "total", "total"), YEAR - 1, "1", "Report"))
    given.notes.append(replace(given.notes[0], key=Key("joy", "total", "total")))
    with pytest.raises(PublishError) as error:
        given.lines()
    for expected in (
        "water: no row in mart_kpi_values",
        "lost_days: the value is in hour",
        "water of 2022: stands twice",
        "'much' is no printed figure",
        "joy of 2022: the registry has no such figure",
        "joy is no line of the table",
    ):
        assert expected in str(error.value)


def test_values_of_another_year_are_refused():
    with pytest.raises(PublishError, match="the value is of 2022, the appendix of 2023"):
        Given(values=values_of(YEAR - 1)).lines()


def test_one_note_id_has_one_text():
    given = Given()
    other = given.notes[1].text.model_copy(update={"en": "Another"})
    given.notes = [replace(one, text=other) if one.key == WATER else one for one in given.notes]
    given.notes.append(replace(given.notes[0], text=other))
    with pytest.raises(PublishError, match="One id, one text"):
        given.lines()


def test_a_published_row_without_text_is_a_dash():
    row = {"year": "2021", **LOST_DAYS._asdict(), "printed": None, "document": "Report"}
    assert published_figures([row])[0].printed == "-"


def test_the_table_has_fifty_two_lines():
    assert len(KEYS) == len(set(KEYS)) == 52


def test_a_note_without_english_stops_an_english_appendix_and_no_other():
    given = Given()
    given.notes = [replace(note, is_translated=False) for note in given.notes[:1]]
    assert given.lines()
    given.company = company(languages=["zh-Hant", "en"])
    with pytest.raises(PublishError, match="no English text, and the appendix is printed in English"):
        given.lines()


def test_a_line_has_the_codes_that_are_about_its_member():
    entry = {"kpi": "cases", "dimension": "cause"}
    category = {"id": "misconduct", "names": {"zh-Hant": "操守", "en": "Conduct"}, "lines": [entry]}
    section = {"id": "conduct", "names": {"zh-Hant": "操守", "en": "Conduct"}, "categories": [category]}
    outline = Outline.model_validate({"id": "own", "names": section["names"], "sections": [section]})
    values = [value(Key(*member)) for member in outline.members(REGISTRY)]
    lines = appendix_lines(REGISTRY, outline, values, [], [], YEAR, company())
    assert [codes(line.standards, "GRI", YEAR) for line in lines] == ["205-3", "406-1", "418-1", "", ""]
