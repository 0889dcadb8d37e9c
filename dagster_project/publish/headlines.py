"""The headline figures of an edition: each KPI's total in print order, with its movement. No file format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dagster_project.figures.numbers import MISSING, format_number, round_half_up
from dagster_project.publish.document import Edition
from dagster_project.publish.lines import Cell
from dagster_project.publish.movement import Movement
from dagster_project.registry.kpis import TOTAL

SHARE_DECIMALS = 1


@dataclass(frozen=True)
class Headline:
    """One headline figure as it is printed, in English; `-` where there is none.

    Attributes:
        before: as published for the year before.
        movement: value minus `before` in the unit and, in brackets, over `before` in per cent, rounded half up.
        remark: that the movement is material, or why the two years cannot be compared.
    """

    kpi_id: str
    figure: str
    value: str
    unit: str
    before: str
    movement: str
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
    return Headline(
        movement.key.kpi_id,
        figure,
        current.text("en"),
        unit,
        before.text("en") or MISSING,
        _moved(before, current, movement.change),
        "; ".join(_remarks(movement, current)),
    )


def _moved(before: Cell, current: Cell, change: Decimal | None) -> str:
    if change is None:
        return MISSING
    moved = _signed(change, max(before.decimals, current.decimals))
    if not before.number:
        return moved
    share = Fraction(change) / Fraction(abs(before.number)) * 100
    return f"{moved} ({_signed(round_half_up(share, SHARE_DECIMALS), SHARE_DECIMALS)} %)"


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
