"""One division, one rounding: from the exact value to the printed digits and back."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.figures.numbers import (
    exact_value,
    format_number,
    parse_printed,
    plain,
    round_half_up,
    scale_text,
)
from dagster_project.figures.values import Key
from tests.unit.publish.printed_values import REGISTRY, value


@pytest.mark.parametrize(
    ("figure", "decimals", "expected"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(1, 800), 4, "0.0013"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction("12345678901234567890123456789012.345"), 2, "12345678901234567890123456789012.35"),
    ],
)
def test_a_half_goes_away_from_zero_at_any_size(figure, decimals, expected):
    assert str(round_half_up(figure, decimals)) == expected


@given(st.fractions(), st.integers(0, 6))
def test_rounding_moves_a_figure_by_at_most_half_a_step(figure, decimals):
    rounded = round_half_up(figure, decimals)
    assert abs(Fraction(rounded) - figure) <= Fraction(1, 2 * 10**decimals)
    assert -rounded.as_tuple().exponent == decimals


def test_a_ratio_is_rounded_once_from_its_parts():
    """44.5 % less a hair: rounding to one decimal first would print 45."""
    rate = value(
        Key("turnover_rate", "gender", "male"), numerator=Decimal(44499), denominator=Decimal(100_000)
    )
    assert round_half_up(exact_value(rate, REGISTRY["turnover_rate"]), 0) == 44


@pytest.mark.parametrize(
    ("key", "parts", "expected"),
    [
        (Key("electricity", "total", "total"), ("1924370", None), Fraction("1924.37")),
        (Key("turnover_rate", "gender", "male"), ("571", "2152"), Fraction(57100, 2152)),
        (Key("training_hours", "gender", "male"), ("90", "2"), Fraction(3, 4)),
        (Key("satisfaction", "total", "total"), ("17", "2"), Fraction(17, 2)),
        (Key("headcount", "total", "total"), ("0", None), Fraction(0)),
    ],
)
def test_base_units_become_the_printed_unit(key, parts, expected):
    numerator, denominator = (None if part is None else Decimal(part) for part in parts)
    figure = value(key, numerator=numerator, denominator=denominator)
    assert exact_value(figure, REGISTRY[key.kpi_id]) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"numerator": None, "denominator": Decimal(1)},
        {"numerator": Decimal(1), "denominator": None},
        {"numerator": Decimal(0), "denominator": Decimal(0)},
        {"numerator": Decimal(1), "denominator": Decimal(1), "status": "not_in_scope"},
    ],
)
def test_what_cannot_be_divided_is_missing_and_not_zero(changes):
    rate = value(Key("turnover_rate", "gender", "male"), **changes)
    assert exact_value(rate, REGISTRY["turnover_rate"]) is None


@pytest.mark.parametrize(
    ("text", "number", "decimals", "scale"),
    [
        ("1,326.30", Decimal("1326.30"), 2, None),
        ("０.47", Decimal("0.47"), 2, None),
        ("9 (滿分10分)", Decimal(9), 0, Decimal(10)),
        ("8.5（滿分9分）", Decimal("8.5"), 1, Decimal(9)),
        ("8.5 (out of 9)", Decimal("8.5"), 1, Decimal(9)),
        ("-3", Decimal(-3), 0, None),
        ("-", None, 0, None),
        ("－", None, 0, None),
        ("", None, 0, None),
    ],
)
def test_printed_cells_are_read(text, number, decimals, scale):
    printed = parse_printed(text)
    assert (printed.number, printed.decimals, printed.scale) == (number, decimals, scale)


@pytest.mark.parametrize("text", ["about 9", "1.2.3", "9 (滿分十分)", "12 t"])
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(ValueError, match="no printed figure"):
        parse_printed(text)


@given(st.decimals(-(10**12), 10**12, places=3))
def test_what_is_printed_reads_back(number):
    assert parse_printed(format_number(number, 3)).number == number


def test_the_scale_is_worded_in_each_language():
    texts = [scale_text(Decimal("9.0000000000"), language) for language in ("zh-Hant", "zh-Hans", "en")]
    assert texts == ["(滿分9分)", "(满分9分)", "(out of 9)"]


@pytest.mark.parametrize(
    ("number", "text"), [("1E+2", "100"), ("10.50", "10.5"), ("0E-10", "0"), ("30", "30")]
)
def test_plain_decimals_have_no_exponent(number, text):
    assert plain(Decimal(number)) == text
