"""Published figures against what their year's own warehouse computes. What follows from it is not here."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from dagster_project.company import Names
from dagster_project.figures.numbers import (
    MISSING,
    SUPPRESSED,
    Printed,
    exact_value,
    format_number,
    parse_printed,
    round_half_up,
    sign_of_missing,
    with_scale,
)
from dagster_project.figures.values import Key, KpiValue, by_key
from dagster_project.publish.phrases import phrase
from dagster_project.publish.registers import KnownDifference, PublishedFigure
from dagster_project.registry.kpis import Kpi

Outcome = Literal[
    "agrees",
    "known_difference",
    "restated",
    "unexplained",
    "stale_known_difference",
    "stale_restatement",
    "not_computed",
    "suppressed",
]
BLOCKING: tuple[Outcome, ...] = ("unexplained", "stale_known_difference", "stale_restatement")


@dataclass(frozen=True)
class Comparison:
    """One published figure beside the computed one, both at the published precision.

    Attributes:
        published: None where a known difference names a figure that was never published.
        computed: None where the year computes no such figure.
        difference: computed minus published, None where one of them is missing.
        reason: from the register of known differences, or why its entry is stale; of a restatement its reason.
    """

    key: Key
    year: int
    published: str | None
    computed: str | None
    difference: Decimal | None
    outcome: Outcome
    reason: Names | None = None


def compare(
    registry: Mapping[str, Kpi],
    published: Sequence[PublishedFigure],
    values: Sequence[KpiValue],
    known: Sequence[KnownDifference],
    year: int,
) -> list[Comparison]:
    """Compare every published figure of a year with its computed value, in the order of publication.

    A known difference excuses exactly the two values that it names. One that no longer describes the figures
    is stale: it would otherwise excuse a new difference. Of a year whose report is not in the register of
    published figures only the figures that a known difference names are compared.
    """
    computed = by_key([value for value in values if value.year == year])
    register = {entry.key: entry for entry in known if entry.year == year}
    figures = [figure for figure in published if figure.year == year]
    if not figures:
        figures = [PublishedFigure(entry.key, year, entry.printed, "") for entry in register.values()]
    compared = [
        _compare_one(figure, registry, computed.get(figure.key), register.get(figure.key))
        for figure in figures
    ]
    never_published = register.keys() - {figure.key for figure in figures}
    return compared + [
        Comparison(key, year, None, None, None, "stale_known_difference", phrase("stale", "never_published"))
        for key in sorted(never_published)
    ]


def without_kept_back(
    comparisons: Sequence[Comparison], kept_back: Container[tuple[int, Key]]
) -> list[Comparison]:
    """The comparisons without the computed figures of the years and keys that are not to be seen.

    One that agrees with what was published stays: it tells nothing new.
    """
    return [
        replace(one, computed=SUPPRESSED, difference=None)
        if (one.year, one.key) in kept_back and one.outcome != "agrees"
        else one
        for one in comparisons
    ]


def _compare_one(
    figure: PublishedFigure,
    registry: Mapping[str, Kpi],
    value: KpiValue | None,
    entry: KnownDifference | None,
) -> Comparison:
    printed = parse_printed(figure.printed)
    if printed.digits == SUPPRESSED:
        return Comparison(figure.key, figure.year, figure.printed, SUPPRESSED, None, "suppressed")
    ours = _at_published_precision(registry[figure.key.kpi_id], value, printed)
    difference = None
    if printed.number is not None and ours.number is not None:
        difference = ours.number - printed.number
    outcome, reason = _judge(printed, ours, entry)
    text = None if ours.digits == MISSING else ours.text("zh-Hant")
    return Comparison(figure.key, figure.year, figure.printed, text, difference, outcome, reason)


def _at_published_precision(kpi: Kpi, value: KpiValue | None, printed: Printed) -> Printed:
    figure = exact_value(value, kpi) if value else None
    if value is None or figure is None:
        return Printed(sign_of_missing(value.status) if value else MISSING, None, 0, None)
    decimals = printed.decimals if printed.number is not None else kpi.decimals
    number = round_half_up(figure, decimals)
    return Printed(format_number(number, decimals), number, decimals, value.scale)


def _judge(printed: Printed, ours: Printed, entry: KnownDifference | None) -> tuple[Outcome, Names | None]:
    same = _says_the_same(printed, ours)
    if entry is None:
        if same:
            return "agrees", None
        return ("not_computed" if ours.digits == MISSING else "unexplained"), None
    if same:
        return "stale_known_difference", phrase("stale", "agree")
    if _says_the_same(parse_printed(entry.printed), printed) and _says_the_same(
        parse_printed(entry.computed), ours
    ):
        return "known_difference", entry.reason
    found = phrase(
        "stale",
        "others",
        named=entry.printed,
        named_computed=entry.computed,
        found=with_scale(printed.digits, printed.scale, "zh-Hant"),
        found_computed=with_scale(ours.digits, ours.scale, "zh-Hant"),
    )
    return "stale_known_difference", found


def _says_the_same(one: Printed, other: Printed) -> bool:
    if one.number is None and other.number is None:
        return one.digits == other.digits
    return (one.number, one.scale) == (other.number, other.scale)
