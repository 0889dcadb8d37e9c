"""What every table shows in the Dagster UI: its rows, its columns and where these come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
from dagster import AssetKey, TableColumn, TableColumnDep, TableColumnLineage, TableSchema


def table_metadata(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, descriptions: dict[str, str] | None = None
) -> dict[str, Any]:
    """Row count and column schema of a table, under the keys that the UI knows."""
    columns = connection.execute(f'select * from "{schema}"."{table}" limit 0').description or []
    (rows,) = connection.execute(f'select count(*) from "{schema}"."{table}"').fetchone() or (None,)
    told = descriptions or {}
    return {
        "dagster/row_count": rows,
        "dagster/column_schema": TableSchema(
            columns=[
                TableColumn(name, type=str(kind), description=told.get(name)) for name, kind, *_ in columns
            ]
        ),
    }


def column_lineage(parents: Mapping[str, Sequence[tuple[AssetKey, str]]]) -> TableColumnLineage:
    """Which columns of which assets a table's columns are made from."""
    return TableColumnLineage(
        {
            column: [TableColumnDep(asset_key=key, column_name=name) for key, name in found]
            for column, found in parents.items()
        }
    )
