"""The headline figures of an edition: each KPI's total in print order, with its movement. No file format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dagster_project.publish.document import Edition
from dagster_project.publish.lines import Cell
from dagster_project.publish.movement import Movement
from dagster_project.publish.numbers import MISSING, format_number, round_half_up
from dagster_project.registry.kpis import TOTAL

SHARE_DECIMALS = 1


@dataclass(frozen=True)
class Headline:
    """One headline figure as it is printed, in English; `-` where there is none.

    Attributes:
        before: as published for the year before.
        change: value minus `before`, in the unit.
        change_percent: the change over `before`, in per cent, rounded half up; `-` from nought.
        remark: that the movement is material, or why the two years cannot be compared.
    """

    kpi_id: str
    figure: str
    value: str
    unit: str
    before: str
    change: str
    change_percent: str
    remark: str


def headlines(edition: Edition) -> list[Headline]:
    """The headline figures of the edition in print order, what it keeps back as it is printed."""
    moved = {movement.key: movement for movement in edition.movements}
    return [
        _headline(line.kpi.en, line.unit.en, line.cells[-2], line.current, moved[line.key])
        for line in edition.lines
        if line.key.dimension == TOTAL
    ]


def _headline(figure: str, unit: str, before: Cell, current: Cell, movement: Movement) -> Headline:
    decimals = max(before.decimals, current.decimals)
    change, percent = MISSING, MISSING
    if movement.change is not None:
        change = _signed(movement.change, decimals)
        if before.number:
            share = Fraction(movement.change) / Fraction(abs(before.number)) * 100
            percent = _signed(round_half_up(share, SHARE_DECIMALS), SHARE_DECIMALS)
    return Headline(
        movement.key.kpi_id,
        figure,
        current.text("en"),
        unit,
        before.text("en") or MISSING,
        change,
        percent,
        "; ".join(_remarks(movement, current)),
    )


def _signed(number: Decimal, decimals: int) -> str:
    return ("+" if number > 0 else "") + format_number(number, decimals)


def _remarks(movement: Movement, current: Cell) -> Iterator[str]:
    if current.reason:
        yield current.reason.replace("_", " ")
    if movement.moved:
        yield "material, explained in writing"
    if movement.disappeared:
        yield "published last year"
    for what, both in (("scale", movement.rescaled), ("method", movement.method), ("unit", movement.unit)):
        if both:
            yield f"another {what}: {both}"
