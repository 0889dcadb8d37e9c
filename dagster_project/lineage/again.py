"""Each figure's parts as the second computation has them, beside the warehouse's. They are computed in `recompute/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from dagster_project.figures.values import Key
from dagster_project.warehouse.connection import has_table

PARTS = ("numerator", "denominator", "scale")


@dataclass(frozen=True)
class Again:
    """A figure computed twice, in the marts' base unit.

    Attributes:
        parts: numerator, denominator and scale of the second computation; None of one that it does not have.
        warehouse: the same as the warehouse has them.
        rounding: how far the numerators may differ, because bills are allocated in whole thousandths.
    """

    parts: Mapping[str, Decimal | None]
    warehouse: Mapping[str, Decimal | None]
    rounding: Decimal | None = None

    @property
    def differences(self) -> dict[str, Decimal | None]:
        """The parts that are not the same: the warehouse's less the second; None where only one of them has it."""
        found: dict[str, Decimal | None] = {}
        for name, second in self.parts.items():
            first = self.warehouse[name]
            if first != second:
                found[name] = None if first is None or second is None else first - second
        return found

    @property
    def agrees(self) -> bool:
        """Whether all parts are the same, numerators but for the rounding of bills; as the gate has it."""
        allowed = {"numerator": self.rounding or Decimal(0)}
        return all(
            gap is not None and abs(gap) <= allowed.get(name, 0) for name, gap in self.differences.items()
        )


def read_again(connection: duckdb.DuckDBPyConnection) -> dict[Key, Again]:
    """By figure, what both computations say; nothing where the second one did not run."""
    if not has_table(connection, "recompute", "figures"):
        return {}
    rows = connection.execute(
        "select kpi_id, dimension, member, rounding, numerator, denominator, scale, "
        "warehouse_numerator, warehouse_denominator, warehouse_scale from recompute.figures order by all"
    ).fetchall()
    return {
        Key(*row[:3]): Again(
            dict(zip(PARTS, row[4:7], strict=True)), dict(zip(PARTS, row[7:], strict=True)), row[3]
        )
        for row in rows
    }
