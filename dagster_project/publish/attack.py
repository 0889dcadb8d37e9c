"""What a reader can work out from what is printed: exact bounds of a sum of unknown numbers. Nothing of KPIs."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Terms = Mapping[Any, Fraction]
"""A weighted sum of unknown numbers, each by its name and none below zero."""


class ContradictionError(Exception):
    """No numbers fulfil all that is known."""


@dataclass(frozen=True)
class Known:
    """A sum that lies between two bounds, both included; a bound that is None does not bind."""

    terms: Terms
    least: Fraction | None
    most: Fraction | None


def exactly(terms: Terms, value: Fraction) -> Known:
    """A sum whose value is known."""
    return Known(terms, value, value)


@dataclass(frozen=True)
class Bounds:
    """The least and the most that a sum can be; None where nothing bounds it."""

    least: Fraction | None
    most: Fraction | None


class Knowledge:
    """Everything that is known, made as simple as possible once, and asked for the bounds of sums."""

    def __init__(self, known: Sequence[Known]) -> None:
        """Take in what is known.

        Raises:
            ContradictionError: no numbers fulfil it; some contradictions only show when bounds are asked for.
        """
        self._fixed = _fixed(known)
        self._rows = [row for row in (_without(one, self._fixed) for one in known) if row.terms]

    def bounds(self, target: Terms) -> Bounds:
        """The tightest bounds of a sum that follow from what is known, by linear programming in exact fractions.

        Numbers need not be whole: whoever counts people may round the bounds inwards.

        Raises:
            ContradictionError: no numbers fulfil all that is known.
        """
        fixed = self._fixed
        constant = sum(
            (weight * fixed[name] for name, weight in target.items() if name in fixed), Fraction(0)
        )
        free = {name: weight for name, weight in target.items() if name not in fixed and weight}
        if not free:
            return Bounds(constant, constant)
        table, column = _table(_connected(self._rows, set(free)), free)
        least = table.minimise({column[name]: weight for name, weight in free.items()})
        most = table.minimise({column[name]: -weight for name, weight in free.items()})
        return Bounds(
            None if least is None else constant + least,
            None if most is None else constant - most,
        )


def _fixed(known: Sequence[Known]) -> dict[Hashable, Fraction]:
    """Numbers that follow from one equation after another; the rest is left to the linear programme."""
    fixed: dict[Hashable, Fraction] = {}
    rows = list(known)
    while True:
        rows = [_without(row, fixed) for row in rows]
        found = {
            name: row.least / weight
            for row in rows
            if row.least is not None and row.least == row.most and len(row.terms) == 1
            for name, weight in row.terms.items()
        }
        if not found:
            return fixed
        if any(value < 0 for value in found.values()):
            raise ContradictionError
        fixed |= found


def _without(row: Known, fixed: Mapping[Hashable, Fraction]) -> Known:
    """The row with the fixed numbers put in."""
    terms = {name: weight for name, weight in row.terms.items() if weight and name not in fixed}
    constant = sum((row.terms[name] * fixed[name] for name in row.terms if name in fixed), Fraction(0))
    least = None if row.least is None else row.least - constant
    most = None if row.most is None else row.most - constant
    if not terms and ((least is not None and least > 0) or (most is not None and most < 0)):
        raise ContradictionError
    return Known(terms, least, most)


def _connected(rows: Sequence[Known], names: set[Hashable]) -> list[Known]:
    """The rows that have to do with these names, directly or through other names."""
    kept: list[Known] = []
    left = list(rows)
    while True:
        touching = [row for row in left if names & row.terms.keys()]
        if not touching:
            return kept
        kept += touching
        left = [row for row in left if not names & row.terms.keys()]
        for row in touching:
            names |= row.terms.keys()


def _table(rows: Sequence[Known], target: Terms) -> tuple[_Table, dict[Hashable, int]]:
    """The rows as equations over numbers that are not negative, and the column of each name."""
    names = list(dict.fromkeys([*(name for row in rows for name in row.terms), *target]))
    column = {name: number for number, name in enumerate(names)}
    lines: list[tuple[dict[int, Fraction], Fraction]] = []
    columns = len(names)
    for row in rows:
        terms = {column[name]: Fraction(weight) for name, weight in row.terms.items()}
        if row.least is not None and row.least == row.most:
            lines.append((terms, row.least))
            continue
        for bound, sign in ((row.least, -1), (row.most, 1)):
            if bound is not None:
                lines.append(({**terms, columns: Fraction(sign)}, bound))
                columns += 1
    table = _Table(lines, columns)
    table.make_feasible()
    return table, column


class _Table:
    """A simplex table in fractions: equations over numbers that are not negative, Bland's rule."""

    def __init__(self, lines: Sequence[tuple[Mapping[int, Fraction], Fraction]], columns: int) -> None:
        self.columns = columns
        width = columns + len(lines)
        self.rows: list[list[Fraction]] = []
        self.basis = [columns + number for number in range(len(lines))]
        for number, (terms, value) in enumerate(lines):
            sign = -1 if value < 0 else 1
            row = [Fraction(0)] * width + [sign * value]
            for place, weight in terms.items():
                row[place] = sign * weight
            row[columns + number] = Fraction(1)
            self.rows.append(row)

    def make_feasible(self) -> None:
        """Find numbers that fulfil every equation, and drop the helping columns.

        Raises:
            ContradictionError: there are none.
        """
        helpers = {self.columns + number: Fraction(1) for number in range(len(self.rows))}
        if self.minimise(helpers):
            raise ContradictionError
        for number in reversed(range(len(self.rows))):
            if self.basis[number] < self.columns:
                continue
            entering = next((place for place in range(self.columns) if self.rows[number][place]), None)
            if entering is None:
                del self.rows[number], self.basis[number]
            else:
                self._pivot(number, entering)
        self.rows = [[*row[: self.columns], row[-1]] for row in self.rows]

    def minimise(self, cost: Mapping[int, Fraction]) -> Fraction | None:
        """The least value of a sum of columns, None where it has none."""
        width = len(self.rows[0]) - 1 if self.rows else self.columns
        while True:
            reduced = self._reduced(cost, width)
            entering = next((place for place in range(width) if reduced[place] < 0), None)
            if entering is None:
                return -reduced[-1]
            ratios = [
                (row[-1] / row[entering], self.basis[number], number)
                for number, row in enumerate(self.rows)
                if row[entering] > 0
            ]
            if not ratios:
                return None
            self._pivot(min(ratios)[2], entering)

    def _reduced(self, cost: Mapping[int, Fraction], width: int) -> list[Fraction]:
        """What one more of each column costs, and at the end the negative of the value so far."""
        reduced = [cost.get(place, Fraction(0)) for place in range(width)] + [Fraction(0)]
        for number, row in enumerate(self.rows):
            price = cost.get(self.basis[number])
            if price:
                reduced = [one - price * other for one, other in zip(reduced, row, strict=True)]
        return reduced

    def _pivot(self, number: int, place: int) -> None:
        pivot = self.rows[number][place]
        self.rows[number] = [value / pivot for value in self.rows[number]]
        for other, row in enumerate(self.rows):
            if other != number and row[place]:
                factor = row[place]
                pairs = zip(row, self.rows[number], strict=True)
                self.rows[other] = [value - factor * from_pivot for value, from_pivot in pairs]
        self.basis[number] = place
