"""The border of the second computation: raw rows in, its figures beside the warehouse's out. It computes none itself.

`recompute/` never sees the warehouse's figures; here they are only laid side by side. Whether they agree is judged by
`expectations/publish/recompute_figures.yml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import duckdb

from dagster_project.company import Company
from dagster_project.recompute import COLUMNS, Figures, Rows, recompute
from dagster_project.settings import Settings
from dagster_project.warehouse.connection import warehouse

DIGITS = 60
TEN_DECIMALS = Decimal("1e-10")
NOTHING: Mapping[tuple[str, str], str | None] = {}

COMPUTED = """
create schema if not exists recompute;
create or replace table recompute.computed (
    kpi_id varchar, dimension varchar, member varchar,
    numerator decimal(28, 10), denominator decimal(28, 10), scale decimal(28, 10), rounding decimal(28, 10),
    primary key (kpi_id, dimension, member)
)
"""

# A view, so that what a gate saw of it is stale as soon as either side changes.
FIGURES = """
create or replace view recompute.figures as
select
    coalesce(again.kpi_id, first_time.kpi_id) as kpi_id,
    coalesce(again.dimension, first_time.dimension) as dimension,
    coalesce(again.member, first_time.member) as member,
    first_time.status as status,
    again.numerator as numerator,
    again.denominator as denominator,
    again.scale as scale,
    again.rounding as rounding,
    first_time.numerator as warehouse_numerator,
    first_time.denominator as warehouse_denominator,
    first_time.scale as warehouse_scale,
    first_time.numerator - again.numerator as numerator_difference,
    first_time.denominator - again.denominator as denominator_difference,
    first_time.scale - again.scale as scale_difference
from recompute.computed as again
full join marts.mart_kpi_values as first_time
    on again.kpi_id = first_time.kpi_id
    and again.dimension = first_time.dimension
    and again.member = first_time.member
"""


def write_figures(settings: Settings, company: Company, year: int) -> None:
    """Compute every figure of the year again and lay it beside the warehouse's, in `recompute.figures`."""
    with warehouse(settings.warehouse(year)) as connection:
        lay_beside(connection, recompute(raw_rows(connection), company, year))


def raw_rows(
    connection: duckdb.DuckDBPyConnection, instead: Mapping[tuple[str, str], str | None] = NOTHING
) -> dict[str, Rows]:
    """The rows of each export and register as the reader gave them, with the columns that are needed.

    Args:
        instead: by row id and column, another value than the row has, to see what that would change.
    """
    rows: dict[str, Rows] = {}
    for export, columns in COLUMNS.items():
        found = connection.execute(f"select row_id, {', '.join(columns)} from raw.{export}").fetchall()
        rows[export] = [
            {name: instead.get((row_id, name), value) for name, value in zip(columns, values, strict=True)}
            if instead
            else dict(zip(columns, values, strict=True))
            for row_id, *values in found
        ]
    return rows


def lay_beside(connection: duckdb.DuckDBPyConnection, figures: Figures) -> None:
    """Replace the table `recompute.computed` and the view `recompute.figures`."""
    connection.execute(COMPUTED)
    connection.executemany(
        "insert into recompute.computed values (?, ?, ?, ?, ?, ?, ?)",
        [[*figure, *(_decimal(part) for part in parts)] for figure, parts in sorted(figures.items())],
    )
    connection.execute(FIGURES)


def _decimal(value: Fraction | None) -> Decimal | None:
    """The value with the ten decimals of the warehouse, rounded half up."""
    if value is None:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        return (Decimal(value.numerator) / value.denominator).quantize(TEN_DECIMALS, ROUND_HALF_UP)
