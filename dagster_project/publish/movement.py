"""Each printed figure beside the year before's as published: how far it moved, and whether that is material.

Whether the published figure itself is right is the comparison's question; why a figure moved is a person's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dagster_project.company import Company
from dagster_project.figures.numbers import plain
from dagster_project.figures.values import Key, KpiValue, by_key
from dagster_project.publish.lines import KEPT_BACK, Cell, Line
from dagster_project.registry.kpis import Kpi, Materiality

ARROW = " → "


@dataclass(frozen=True)
class Movement:
    """One line of the appendix between two years, in the printed unit; what did not change is None.

    Attributes:
        previous: as published for the year before, None where it was not.
        current: as printed for the year, None where it is missing.
        change: current minus previous, None where one of them is missing or they lie on two scales.
        moved: both figures, if the change is material and they lie on one scale.
        disappeared: the published figure, if the year has none; one that is kept back has not disappeared.
        rescaled: both full scores, if they differ: the figures are not on one scale.
        method: both methods, if the year before was computed by another one.
        unit: both units, if the year before was computed in another one.
    """

    key: Key
    previous: str | None
    current: str | None
    change: Decimal | None
    moved: str | None
    disappeared: str | None
    rescaled: str | None
    method: str | None
    unit: str | None


def movements(
    registry: Mapping[str, Kpi],
    company: Company,
    lines: Sequence[Line],
    values: Sequence[KpiValue],
    values_before: Sequence[KpiValue],
) -> list[Movement]:
    """The movement of every line, in print order; `values_before` are none where the year before was not run."""
    now, before = by_key(list(values)), by_key(list(values_before))
    return [
        _movement(
            line, registry[line.key.kpi_id].materiality_for(company), now[line.key], before.get(line.key)
        )
        for line in lines
    ]


def is_material(previous: Decimal, current: Decimal, materiality: Materiality) -> bool:
    """Whether a change needs an explanation: more than `least`, and more than `movement` of the figure before."""
    change = abs(current - previous)
    if change <= materiality.least:
        return False
    return previous == 0 or Fraction(change) / Fraction(abs(previous)) > Fraction(materiality.movement)


def _movement(line: Line, materiality: Materiality, now: KpiValue, before: KpiValue | None) -> Movement:
    previous, current = line.cells[-2], line.current
    rescaled = _differ(_scale(previous), _scale(current))
    change = moved = None
    if previous.number is not None and current.number is not None and rescaled is None:
        change = current.number - previous.number
        if is_material(previous.number, current.number, materiality):
            moved = _both(previous.text("zh-Hant"), current.text("zh-Hant"))
    gone = previous.number is not None and current.number is None and current.reason != KEPT_BACK
    return Movement(
        line.key,
        _printed(previous),
        _printed(current),
        change,
        moved,
        _printed(previous) if gone else None,
        rescaled,
        _differ(before.method, now.method) if before else None,
        _differ(before.unit, now.unit) if before else None,
    )


def _printed(cell: Cell) -> str | None:
    return None if cell.number is None else cell.text("zh-Hant")


def _scale(cell: Cell) -> str | None:
    return None if cell.scale is None else plain(cell.scale)


def _differ(before: str | None, now: str | None) -> str | None:
    return _both(before, now) if before and now and before != now else None


def _both(before: str, now: str) -> str:
    return f"{before}{ARROW}{now}"
