"""Exact spreading of whole numbers: label lists with given counts, shares of a total, two-row tables.

Knows nothing of people or documents. Nothing is tried until it fits: every function returns numbers
that add up, or raises ValueError because no such numbers exist.
"""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def labels(counts: Mapping[T, int] | Sequence[tuple[T, int]], rng: random.Random) -> list[T]:
    """Every label as often as its count, in random order."""
    pairs = counts.items() if isinstance(counts, Mapping) else counts
    listed = [label for label, count in pairs for _ in range(count)]
    rng.shuffle(listed)
    return listed


def spread(total: int, weights: Sequence[int], at_least: int = 0) -> list[int]:
    """Whole parts of `total` in proportion to `weights`, each at least `at_least`, that add up to it."""
    rest = total - at_least * len(weights)
    if rest < 0:
        raise ValueError(f"{total} cannot be spread over {len(weights)} parts of at least {at_least}")
    weight_all, given, running, parts = sum(weights), 0, 0, []
    for weight in weights:
        running += weight
        upto = rest * running // weight_all
        parts.append(at_least + upto - given)
        given = upto
    return parts


def first_row(
    column_totals: Mapping[K, int], row_total: int, low: Mapping[K, int], high: Mapping[K, int]
) -> dict[K, int]:
    """The first row of a two-row table with these column totals, each cell between `low` and `high`.

    Cells start at their lower bound and share what is missing by the room that is left.

    Raises:
        ValueError: the bounds admit no row with this total.
    """
    cells = {key: max(0, low[key]) for key in column_totals}
    room = {key: min(high[key], column_totals[key]) - cells[key] for key in column_totals}
    missing = row_total - sum(cells.values())
    if missing < 0 or missing > sum(room.values()) or min(room.values()) < 0:
        raise ValueError(f"no row adds up to {row_total} between {dict(low)} and {dict(high)}")
    if missing:
        for key, part in zip(room, spread(missing, list(room.values())), strict=True):
            cells[key] += part
    return cells
