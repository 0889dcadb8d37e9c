"""What every table shows in the Dagster UI: rows and columns as they are in the warehouse."""

from __future__ import annotations

from typing import Any

import duckdb
from dagster import TableColumn, TableSchema


def table_metadata(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, descriptions: dict[str, str] | None = None
) -> dict[str, Any]:
    """Row count and column schema of a table, under the keys that the UI knows."""
    columns = connection.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = ? and table_name = ? order by ordinal_position",
        [schema, table],
    ).fetchall()
    (rows,) = connection.execute(f'select count(*) from "{schema}"."{table}"').fetchone() or (None,)
    told = descriptions or {}
    return {
        "dagster/row_count": rows,
        "dagster/column_schema": TableSchema(
            columns=[TableColumn(name, type=kind, description=told.get(name)) for name, kind in columns]
        ),
    }
