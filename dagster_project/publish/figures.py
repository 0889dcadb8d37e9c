"""Every computed figure of the year for machines, as JSON and Parquet: exact values and parts, no labels."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.company import Company
from dagster_project.figures.numbers import (
    NOTATION_KEYS,
    exact_value,
    format_number,
    plain,
    round_half_up,
)
from dagster_project.figures.values import KpiValue
from dagster_project.registry.kpis import Kpi

FIGURES_FILE = "figures.json"
VALUE_DECIMALS = 10
_DECIMAL = pa.decimal128(28, 10)
SCHEMA = pa.schema(
    [
        ("kpi", pa.string()),
        ("dimension", pa.string()),
        ("member", pa.string()),
        ("year", pa.int32()),
        ("value", _DECIMAL),
        ("is_exact", pa.bool_()),
        ("printed", pa.string()),
        ("unit", pa.string()),
        ("numerator", _DECIMAL),
        ("denominator", _DECIMAL),
        ("multiplier", pa.int32()),
        ("divisor", pa.int32()),
        ("scale", _DECIMAL),
        ("method", pa.string()),
        ("rows", pa.int64()),
        ("status", pa.string()),
        ("reason", pa.string()),
    ]
)


def figure_rows(
    registry: Mapping[str, Kpi], company: Company, values: Sequence[KpiValue]
) -> list[dict[str, Any]]:
    """One row per KPI, dimension and member, ordered by them.

    `value` is in the printed unit: numerator * multiplier / divisor, for a ratio or a score over the
    denominator. It is exact where it ends within 10 decimals (`is_exact`), else rounded half up there;
    `printed` is rounded from the exact fraction, not from `value`. Numerator and denominator are in the
    marts' base units.
    """
    return [
        _figure_row(registry[value.kpi_id], company, value)
        for value in sorted(values, key=lambda one: one.key)
    ]


def _notation(value: KpiValue) -> str | None:
    """The notation key that is printed in place of a quantity; None where only a dash stands."""
    return {str(status): key for status, key in NOTATION_KEYS.items()}.get(value.status)


def _figure_row(kpi: Kpi, company: Company, value: KpiValue) -> dict[str, Any]:
    figure = exact_value(value, kpi)
    rounded = None if figure is None else round_half_up(figure, VALUE_DECIMALS)
    decimals = kpi.decimals_for(company, value.dimension, value.year)
    return {
        "kpi": value.kpi_id,
        "dimension": value.dimension,
        "member": value.member,
        "year": value.year,
        "value": rounded,
        "is_exact": None if figure is None or rounded is None else Fraction(rounded) == figure,
        "printed": _notation(value)
        if figure is None
        else format_number(round_half_up(figure, decimals), decimals),
        "unit": value.unit,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "multiplier": kpi.multiplier,
        "divisor": kpi.divisor,
        "scale": value.scale,
        "method": value.method,
        "rows": value.row_count,
        "status": value.status,
        "reason": value.reason,
    }


def write_json(path: Path, company: Company, year: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the figures as JSON; decimals are strings without exponent: no reader makes them floats."""
    starts_on, ends_on = company.reporting_year.dates(year)
    document = {
        "company": company.id,
        "made_up": company.made_up,
        "year": year,
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "figures": [
            {name: plain(value) if isinstance(value, Decimal) else value for name, value in row.items()}
            for row in rows
        ],
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_parquet(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the figures as Parquet with `decimal(28, 10)` columns."""
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows], schema=SCHEMA), path, compression="zstd")
