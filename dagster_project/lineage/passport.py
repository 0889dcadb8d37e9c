"""What is known of one figure: value, formula, inputs, checks, history. How it is shown is not here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

import duckdb

from dagster_project.company import Company
from dagster_project.gates.results import Finding, read_findings, read_results
from dagster_project.lineage.figure_id import FigureId, FigureIdError
from dagster_project.lineage.rows import Contribution, rows_of_figure
from dagster_project.publish.numbers import (
    MISSING,
    exact_value,
    format_number,
    plain,
    round_half_up,
    with_scale,
)
from dagster_project.publish.values import Key, KpiValue, by_key, read_values
from dagster_project.registry.kpis import Kpi, Method

EXACT_DECIMALS = 10


@dataclass(frozen=True)
class Share:
    """What one file adds to one side of a figure: how many rows, and their sum in the marts' base unit."""

    role: str
    file_name: str
    rows: int
    subtotal: Decimal
    corrected: int


@dataclass(frozen=True)
class Exclusion:
    """How many rows of an export that the figure reads a named rule left out."""

    contract: str
    rule: str
    rows: int


@dataclass(frozen=True)
class Check:
    """What a gate on one of the figure's tables said last."""

    gate: str
    suite: str
    outcome: str
    rules: int


@dataclass(frozen=True)
class Factor:
    """An emission factor as it is frozen on the lines of energy, and the kWh that it was applied to."""

    factor_id: str
    value: Decimal
    unit: str
    document: str
    kwh: Decimal


@dataclass(frozen=True)
class Passport:
    """One figure with its proof.

    Attributes:
        exact: the unrounded figure in the printed unit, to ten decimals; None where it is missing.
        previous: the year before as published.
        moved: both figures, if the movement is material.
        findings: what warnings saw in this very figure, with the answers.
    """

    figure: FigureId
    kpi: Kpi
    value: KpiValue
    method: Method
    printed: str
    exact: Decimal | None
    rows: Sequence[Contribution]
    shares: Sequence[Share]
    factors: Sequence[Factor]
    exclusions: Sequence[Exclusion]
    checks: Sequence[Check]
    previous: str | None
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
        return all(_sum(self.rows, role) == (stated or Decimal(0)) for role, stated in sides)


def _sum(rows: Sequence[Contribution], role: str) -> Decimal:
    return sum((row.amount for row in rows if row.role == role), Decimal(0))


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
    rows = rows_of_figure(connection, kpi.mart.removeprefix("mart_"), figure.key)
    previous, moved = _movement(connection, figure.key)
    exact = exact_value(value, kpi)
    decimals = kpi.decimals_for(company, figure.key.dimension, figure.year)
    return Passport(
        figure,
        kpi,
        value,
        kpi.method(value.method),
        MISSING if exact is None else _printed(exact, decimals, value.scale),
        None if exact is None else round_half_up(exact, EXACT_DECIMALS),
        rows,
        _shares(rows),
        _factors(connection) if kpi.uses_grid_factors else [],
        _exclusions(connection, kpi),
        _checks(connection, kpi),
        previous,
        moved,
        _findings(connection, figure.key),
    )


def _printed(exact: Fraction, decimals: int, scale: Decimal | None) -> str:
    return with_scale(format_number(round_half_up(exact, decimals), decimals), scale, "zh-Hant")


def _unknown(figure: FigureId, values: Mapping[Key, KpiValue]) -> str:
    own = [str(FigureId(figure.year, key)) for key in values if key.kpi_id == figure.key.kpi_id]
    if own:
        return f"{figure} is no figure of {figure.year}. Of this KPI there are: {', '.join(own)}."
    kpis = dict.fromkeys(key.kpi_id for key in values)
    return f"{figure.year} has no KPI {figure.key.kpi_id!r}. There are: {', '.join(kpis)}."


def _shares(rows: Sequence[Contribution]) -> list[Share]:
    shares = []
    for (role, name), group in groupby(rows, key=lambda row: (row.role, row.file_name)):
        members = list(group)
        corrected = len({row.row_id for row in members if row.corrected})
        shares.append(
            Share(role, name, len(members), sum((row.amount for row in members), Decimal(0)), corrected)
        )
    return shares


def _factors(connection: duckdb.DuckDBPyConnection) -> list[Factor]:
    rows = connection.execute(
        "select factor_id, factor_value, factor_unit, factor_document, sum(kwh) from core.fct_energy "
        "where factor_id is not null group by all order by factor_id"
    ).fetchall()
    return [Factor(*row) for row in rows]


def _exclusions(connection: duckdb.DuckDBPyConnection, kpi: Kpi) -> list[Exclusion]:
    exports = kpi.possible_exports
    places = ", ".join("?" for _ in exports)
    rows = connection.execute(
        f"select contract, rule, cast(sum(rows) as bigint) from marts.mart_excluded_rows where contract in ({places}) "
        "group by contract, rule order by contract, rule",
        exports,
    ).fetchall()
    return [Exclusion(*row) for row in rows]


def _checks(connection: duckdb.DuckDBPyConnection, kpi: Kpi) -> list[Check]:
    concerned = {("intake", one) for one in kpi.possible_exports} | {("publish", kpi.mart)}
    shared = ("mart_kpi_values", "mart_row_accounting", "appendix_")
    return [
        Check(one.gate, one.suite, one.outcome, one.rules)
        for one in read_results(connection)
        if (one.gate, one.suite) in concerned or one.suite.startswith(shared)
    ]


def _movement(connection: duckdb.DuckDBPyConnection, key: Key) -> tuple[str | None, str | None]:
    row = connection.execute(
        "select previous, moved from appendix.movement where kpi_id = ? and dimension = ? and member = ?",
        list(key),
    ).fetchone()
    return (row[0], row[1]) if row else (None, None)


def _findings(connection: duckdb.DuckDBPyConnection, key: Key) -> list[Finding]:
    return [one for one in read_findings(connection) if one.subject == " / ".join(key)]
