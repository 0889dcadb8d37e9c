"""Values of people from their numbers by breakdown, and what a reader could think they are. No protection here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from dagster_project.figures.values import Key, KpiValue
from tests.unit.publish.printed_values import YEAR, value

Numbers = Mapping[str, Mapping[str, int]]
"""People by dimension and member."""

Pair = tuple[int, int]
"""People, and those of them who were trained."""


def values_of_people(
    closing: Numbers, leavers: Numbers | None = None, trained: Numbers | None = None, minutes: int = 60
) -> list[KpiValue]:
    """Headcount with its total; turnover as leavers over closing and leavers; training where `trained` has it."""
    total = sum(next(iter(closing.values())).values())
    values = [_figure("headcount", "total", "total", total)]
    for dimension, member, people in _each(closing):
        values.append(_figure("headcount", dimension, member, people))
    for dimension, member, gone in _each(leavers or {}):
        values.append(_figure("turnover_rate", dimension, member, gone, closing[dimension][member] + gone))
    for dimension, member, people in _each(trained or {}):
        group = closing[dimension][member]
        values.append(_figure("training_share", dimension, member, people, group))
        values.append(_figure("training_hours", dimension, member, people * minutes, group))
    return values


def _each(numbers: Numbers) -> Iterator[tuple[str, str, int]]:
    return (
        (dimension, member, people)
        for dimension, members in numbers.items()
        for member, people in members.items()
    )


def _figure(
    kpi: str, dimension: str, member: str, numerator: int, denominator: int | None = None
) -> KpiValue:
    below = None if denominator is None else Decimal(denominator)
    status = "no_denominator" if denominator == 0 else "computed"
    return value(
        Key(kpi, dimension, member), YEAR, numerator=Decimal(numerator), denominator=below, status=status
    )


class Reader:
    """Somebody who tries every way in which so many people could be spread, and keeps those that fit what is shown.

    Knows headcount and trained people by two breakdowns; of each of them at most `most` people.
    """

    def __init__(self, shown: list[KpiValue], dimensions: Mapping[str, tuple[str, ...]], most: int) -> None:
        self.shown = {one.key: one for one in shown if one.status != "suppressed"}
        self.most = most
        self.pairs = {
            name: {member: self._member(name, member) for member in members}
            for name, members in dimensions.items()
        }
        sums = [_sums(pairs.values()) for pairs in self.pairs.values()]
        total = self.shown.get(Key("headcount", "total", "total"))
        self.sums = {pair for pair in set.intersection(*sums) if total is None or total.numerator == pair[0]}

    def width(self, kpi: str, dimension: str, member: str, part: str) -> int:
        """Between the least and the most that a part of a figure can be."""
        others = _sums(pairs for name, pairs in self.pairs[dimension].items() if name != member)
        found = {
            self._part(pair, kpi, part)
            for pair in self.pairs[dimension][member]
            if any((pair[0] + rest[0], pair[1] + rest[1]) in self.sums for rest in others)
        }
        return max(found) - min(found)

    @staticmethod
    def _part(pair: Pair, kpi: str, part: str) -> int:
        people, trained = pair
        if part == "complement":
            return people - trained
        return trained if (kpi, part) == ("training_share", "numerator") else people

    def _member(self, dimension: str, member: str) -> set[Pair]:
        """The pairs of people and trained people that fit what is shown of a member."""
        heads = self.shown.get(Key("headcount", dimension, member))
        share = self.shown.get(Key("training_share", dimension, member))
        hours = self.shown.get(Key("training_hours", dimension, member))
        return {
            (people, trained)
            for people in range(self.most + 1)
            for trained in range(people + 1)
            if (heads is None or heads.numerator == people)
            and (hours is None or hours.denominator == people)
            and (share is None or (share.numerator, share.denominator) == (trained, people))
        }


def _sums(members: Iterable[set[Pair]]) -> set[Pair]:
    """Everything that the people and the trained people of several members can add up to."""
    added = {(0, 0)}
    for pairs in members:
        added = {(people + one, trained + other) for people, trained in added for one, other in pairs}
    return added
