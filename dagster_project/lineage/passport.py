"""What is known of one figure: value, formula, inputs, checks, history. How it is shown is not here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import duckdb

from dagster_project.company import Company
from dagster_project.figures.numbers import (
    exact_value,
    format_number,
    plain,
    round_half_up,
    sign_of_missing,
    with_scale,
)
from dagster_project.figures.values import Key, KpiValue, by_key, read_values
from dagster_project.gates.results import Finding
from dagster_project.lineage.again import Again, read_again
from dagster_project.lineage.checks import Check, checks_of, findings_of_figures, read_checks
from dagster_project.lineage.factors import Factor, factors_of
from dagster_project.lineage.figure_id import FigureId, FigureIdError
from dagster_project.lineage.left_out import Correction, corrections_of
from dagster_project.lineage.rows import OF_FIGURE
from dagster_project.lineage.shares import Share, shares_of
from dagster_project.registry.kpis import Kpi, Method
from dagster_project.warehouse.connection import has_table

EXACT_DECIMALS = 10


@dataclass(frozen=True)
class Exclusion:
    """How many rows of an export that the figure reads a named rule left out."""

    contract: str
    rule: str
    rows: int


@dataclass(frozen=True)
class Passport:
    """One figure with its proof.

    Attributes:
        exact: the unrounded figure in the printed unit, to ten decimals; None where it is missing.
        shares: what each file adds to each side; their sums are the figure's parts.
        corrections: cells corrected in writing in the exports that the figure reads.
        again: the second computation of it; None before that ran.
        previous: the year before as published.
        change: the printed figure less the one published the year before, where both are numbers.
        moved: both figures, if the movement is material.
        findings: what warnings saw in this very figure, with the answers.
    """

    figure: FigureId
    kpi: Kpi
    value: KpiValue
    method: Method
    printed: str
    exact: Decimal | None
    shares: Sequence[Share]
    factors: Sequence[Factor]
    exclusions: Sequence[Exclusion]
    corrections: Sequence[Correction]
    checks: Sequence[Check]
    again: Again | None
    previous: str | None
    change: Decimal | None
    moved: str | None
    findings: Sequence[Finding]

    @property
    def formula(self) -> str:
        """The formula with the numbers put in, in the marts' base unit: `565 / 2146 x 100 = 26.33`."""
        if self.value.numerator is None or self.exact is None:
            return self.value.reason or self.value.status
        parts = [plain(self.value.numerator)]
        if not self.kpi.is_additive and self.value.denominator is not None:
            parts.append(f"/ {plain(self.value.denominator)}")
        if self.kpi.multiplier != 1:
            parts.append(f"x {self.kpi.multiplier}")
        if self.kpi.divisor != 1:
            parts.append(f"/ {self.kpi.divisor}")
        return f"{' '.join(parts)} = {plain(self.exact)}"

    @property
    def adds_up(self) -> bool:
        """Whether the rows give the figure's numerator and denominator to the last digit."""
        sides = (("numerator", self.value.numerator), ("denominator", self.value.denominator))
        return all(self._subtotal(role) == (stated or Decimal(0)) for role, stated in sides)

    @property
    def summed(self) -> list[Share]:
        """The shares whose subtotals mean something: not those of full scores, of which the highest counts."""
        return [share for share in self.shares if share.role != "scale"]

    @property
    def standards(self) -> list[str]:
        """The disclosures that the figure answers, such as `GRI 305-2 (2016)`."""
        return [
            f"{one.standard} {one.code} ({one.edition}{'' if one.verified else ', unverified'})"
            for one in self.kpi.standards_of(self.figure.key.member)
        ]

    @property
    def movement(self) -> str:
        """How far it moved from the year before as published, and the explanation if that was asked for."""
        if self.change is None:
            moved = "no figure to compare with"
        else:
            moved = f"{'+' if self.change > 0 else ''}{plain(self.change)}{'' if self.moved else ', not material'}"
        answers = [
            f"{one.seen}: {one.answer.reason} ({one.answer.by}, {one.answer.on})"
            if one.answer
            else f"{one.seen}: not explained yet"
            for one in self.findings
        ]
        return "\n".join([moved, *answers])

    @property
    def computed_again(self) -> str:
        """What the second computation says: the same parts, within the rounding of bills, or which differ."""
        if self.again is None:
            return "not yet"
        names = ("numerator",) if self.kpi.is_additive else ("numerator", "denominator")
        parts = [self.again.parts[name] for name in names]
        told = " / ".join(plain(part) for part in parts if part is not None) or "unknown"
        allowed = f" (bills are rounded, at most {plain(self.again.rounding)})" if self.again.rounding else ""
        differ = [
            f"{name} differs by {plain(gap)}" if gap is not None else f"only one of the two has a {name}"
            for name, gap in self.again.differences.items()
        ]
        return f"{told}; {', '.join(differ) or 'no difference'}{allowed if differ else ''}"

    def _subtotal(self, role: str) -> Decimal:
        return sum((share.subtotal for share in self.shares if share.role == role), Decimal(0))


def read_passport(
    connection: duckdb.DuckDBPyConnection, figure: FigureId, registry: Mapping[str, Kpi], company: Company
) -> Passport:
    """What the year's warehouse knows of a figure.

    Raises:
        FigureIdError: the year has no such figure; the message lists those of the KPI, or the KPIs.
    """
    values = by_key(read_values(connection))
    if figure.key not in values:
        raise FigureIdError(_unknown(figure, values))
    value, kpi = values[figure.key], registry[figure.key.kpi_id]
    previous, change, moved = _movement(connection, figure.key)
    exact = exact_value(value, kpi)
    decimals = kpi.decimals_for(company, figure.key.dimension, figure.year)
    return Passport(
        figure,
        kpi,
        value,
        kpi.method(value.method),
        sign_of_missing(value.status) if exact is None else _printed(exact, decimals, value.scale),
        None if exact is None else round_half_up(exact, EXACT_DECIMALS),
        shares_of(connection, topic_of(kpi), figure.key).get(figure.key, []),
        factors_of(connection, kpi.id),
        _exclusions(connection, kpi),
        corrections_of(connection, kpi.possible_exports),
        checks_of(kpi, read_checks(connection)),
        read_again(connection).get(figure.key),
        previous,
        change,
        moved,
        findings_of_figures(connection).get(figure.key, []),
    )


def _printed(exact: Fraction, decimals: int, scale: Decimal | None) -> str:
    return with_scale(format_number(round_half_up(exact, decimals), decimals), scale, "zh-Hant")


def _unknown(figure: FigureId, values: Mapping[Key, KpiValue]) -> str:
    own = [str(FigureId(figure.year, key)) for key in values if key.kpi_id == figure.key.kpi_id]
    if own:
        return f"{figure} is no figure of {figure.year}. Of this KPI there are: {', '.join(own)}."
    kpis = dict.fromkeys(key.kpi_id for key in values)
    return f"{figure.year} has no KPI {figure.key.kpi_id!r}. There are: {', '.join(kpis)}."


def topic_of(kpi: Kpi) -> str:
    """The topic whose contributions a KPI's mart sums up."""
    return kpi.mart.removeprefix("mart_")


def _exclusions(connection: duckdb.DuckDBPyConnection, kpi: Kpi) -> list[Exclusion]:
    exports = kpi.possible_exports
    places = ", ".join("?" for _ in exports)
    rows = connection.execute(
        f"select contract, rule, cast(sum(rows) as bigint) from marts.mart_excluded_rows where contract in ({places}) "
        "group by contract, rule order by contract, rule",
        exports,
    ).fetchall()
    return [Exclusion(*row) for row in rows]


def _movement(
    connection: duckdb.DuckDBPyConnection, key: Key
) -> tuple[str | None, Decimal | None, str | None]:
    if not has_table(connection, "appendix", "movement"):
        return None, None, None
    row = connection.execute(
        f"select previous, change, moved from appendix.movement where {OF_FIGURE}", list(key)
    ).fetchone()
    return row or (None, None, None)
