"""The part of a bill that belongs to the year, by its days. What is billed, and for whom, is not decided here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction

from dagster_project.recompute.parts import UNKNOWN, Parts
from dagster_project.recompute.reading import Row, Year, day, number

HALF_A_THOUSANDTH = Fraction(1, 2000)
ONE_DAY = timedelta(days=1)
NONE = Parts(Fraction(0))


def part_of_year(quantity: Fraction, after: date, until: date, year: Year) -> Parts:
    """The part of a billed quantity that its days in the year carry.

    Consumption begins on the day after the earlier reading and ends with the day of this one, each day
    the same share. The warehouse allocates whole thousandths, rounding cumulative amounts: so it rounds
    once at each end of the year that falls inside the bill, and once more if the quantity itself has
    smaller decimals. Each rounding moves the part by half a thousandth at most; inside the year the
    cumulative amounts cancel out, however many months there are.
    """
    first = min(after + ONE_DAY, until)
    days = (until - first).days + 1
    in_year = (min(until, year.last) - max(first, year.first)).days + 1
    if in_year <= 0:
        return NONE
    ends_inside = (first < year.first) + (year.last < until)
    is_uneven = (quantity * 1000).denominator != 1
    rounding = HALF_A_THOUSANDTH * (ends_inside + is_uneven)
    return Parts(quantity * in_year / days, rounding=rounding)


def borne(row: Row, quantity_column: str, factors: dict[str | None, Fraction]) -> Fraction | None:
    """The quantity of a bill in the canonical unit that the company bears; an empty share means all."""
    quantity, share = number(row[quantity_column]), number(row["allocation_share"])
    factor = factors.get(row["quantity_unit"])
    if quantity is None or factor is None:
        return None
    return quantity * factor * (1 if share is None else share)


def of_year(row: Row, quantity: Fraction | None, year: Year) -> Parts:
    """A bill's part of the year by its own period; unknown where quantity or period is missing."""
    after, until = day(row["period_from"]), day(row["period_to"])
    if quantity is None or after is None or until is None:
        return UNKNOWN
    return part_of_year(quantity, after, until, year)


def added(bills: Iterable[Parts]) -> Parts:
    """Parts of bills and their roundings added up; unknown as soon as one of them is."""
    quantity, rounding = Fraction(0), Fraction(0)
    for part in bills:
        if part.numerator is None:
            return UNKNOWN
        quantity += part.numerator
        rounding += part.rounding
    return Parts(quantity, rounding=rounding)
