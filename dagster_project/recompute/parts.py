"""What a recomputed figure is: its key, and its parts as exact fractions. No method of any figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple, TypeVar

TOTAL = ("total", "total")
LAST_DECIMAL = Fraction(1, 10**10)

Rows = list[dict[str, str | None]]
Tables = Mapping[str, Rows]
Member = tuple[str, str]


class Figure(NamedTuple):
    """The key of a figure: KPI, breakdown and member, `total` and `total` where it is undivided."""

    kpi_id: str
    dimension: str
    member: str


class Parts(NamedTuple):
    """A figure in base units (persons, kWh, m³, kg, minutes, days, the company's currency), not divided.

    Attributes:
        numerator: None where the figure cannot be known, or is a ratio of nothing.
        denominator: None for counts and amounts.
        scale: highest score of the scale, for scores only.
        rounding: how far the warehouse's numerator may lie from the exact one, because it allocates
            bills in whole thousandths of a unit and keeps ten decimals. Nought wherever it rounds nothing.
    """

    numerator: Fraction | None
    denominator: Fraction | None = None
    scale: Fraction | None = None
    rounding: Fraction = Fraction(0)


Figures = dict[Figure, Parts]
UNKNOWN = Parts(None)

Subject = TypeVar("Subject")


def total(kpi_id: str) -> Figure:
    """The key of an undivided figure."""
    return Figure(kpi_id, *TOTAL)


def ratio(
    numerator: Fraction | int | None, denominator: Fraction | int | None, rounding: Fraction = Fraction(0)
) -> Parts:
    """A ratio by its parts; without a denominator it has neither."""
    if numerator is None or not denominator:
        return UNKNOWN
    return Parts(Fraction(numerator), Fraction(denominator), rounding=rounding)


def amount(values: Iterable[Fraction | None]) -> Parts:
    """The sum of the rows' values; unknown as soon as one of them is, because missing is not nought.

    The warehouse keeps ten decimals of each row, so a value with more of them is rounded there.
    """
    known, rounding = Fraction(0), Fraction(0)
    for value in values:
        if value is None:
            return UNKNOWN
        known += value
        if (value / LAST_DECIMAL).denominator != 1:
            rounding += LAST_DECIMAL / 2
    return Parts(known, rounding=rounding)


def per_head(whole: Parts, headcount: Fraction) -> Parts:
    """An amount over a number of people."""
    return ratio(whole.numerator, headcount, whole.rounding)


def by_member(
    subjects: Iterable[Subject],
    members_of: Callable[[Subject], Iterable[Member]],
    weight: Callable[[Subject], Fraction | int] = lambda _: 1,
) -> dict[Member, Fraction | int]:
    """Adds up subjects under each member that they belong to."""
    sums: dict[Member, Fraction | int] = {}
    for subject in subjects:
        amount = weight(subject)
        for member in members_of(subject):
            sums[member] = sums.get(member, 0) + amount
    return sums
