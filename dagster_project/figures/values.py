"""Computed KPI values as exact numbers, read from a year's warehouse. Rounding and printing are not here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

import duckdb

Notation = Literal["not_occurring", "not_estimated", "included_elsewhere"]
"""Why a source has no quantity, as a signed checklist states it (2006 IPCC Guidelines, volume 1, chapter 8)."""
Status = Literal["computed", "not_in_scope", "not_stated", "no_denominator", "suppressed", Notation]


class Key(NamedTuple):
    """What a figure is of: KPI, dimension and member; the undivided figure is `total`, `total`."""

    kpi_id: str
    dimension: str
    member: str

    def __str__(self) -> str:
        return "/".join(self) if self.dimension != "total" else self.kpi_id


@dataclass(frozen=True)
class KpiValue:
    """One figure of a year in the marts' base unit (persons, kWh, m3, kg, minutes, days, counts, currency).

    A count or an amount is its numerator; a ratio or a score is numerator over denominator, never divided
    before it is presented. `scale` is the full score of a satisfaction scale.
    """

    kpi_id: str
    dimension: str
    member: str
    year: int
    numerator: Decimal | None
    denominator: Decimal | None
    scale: Decimal | None
    unit: str
    method: str
    row_count: int | None
    status: Status
    reason: str | None = None

    @property
    def key(self) -> Key:
        return Key(self.kpi_id, self.dimension, self.member)


def read_values(connection: duckdb.DuckDBPyConnection) -> list[KpiValue]:
    """Every row of `marts.mart_kpi_values`, ordered by KPI, dimension and member.

    Rows are fetched as Python objects, so that decimals stay `Decimal`; a data frame would make them floats.

    Raises:
        ValueError: a figure stands in the mart twice.
    """
    rows = connection.execute(
        """
        select kpi_id, dimension, member, reporting_year, numerator, denominator, scale,
               unit, method, row_count, status, status_reason
        from marts.mart_kpi_values
        order by kpi_id, dimension, member
        """
    ).fetchall()
    values = [KpiValue(*row) for row in rows]
    by_key(values)
    return values


def not_estimated(values: Iterable[KpiValue]) -> list[Key]:
    """The parts of sums that occur and are not estimated: no sum has them in it."""
    return [one.key for one in values if one.status == "not_estimated" and one.dimension != "total"]


def by_key(values: list[KpiValue]) -> dict[Key, KpiValue]:
    """The values by what they are of.

    Raises:
        ValueError: every figure that stands twice.
    """
    found: dict[Key, KpiValue] = {}
    faults = []
    for value in values:
        if value.key in found:
            faults.append(f"{value.key}: two values in mart_kpi_values; its grain is one row per figure")
        found[value.key] = value
    if faults:
        raise ValueError("\n".join(faults))
    return found
