"""What every table shows in the Dagster UI: its rows, its columns and where these come from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from dagster import (
    AssetKey,
    MarkdownMetadataValue,
    TableColumn,
    TableColumnDep,
    TableColumnLineage,
    TableSchema,
)

from dagster_project.links import asset
from dagster_project.project import DBT_DIR
from dagster_project.registry.contracts import METADATA_COLUMNS
from dagster_project.yaml_text import load_yaml

SHARED = re.compile(r"{% docs (\w+) %}\s*(.*?)\s*{% enddocs %}", re.DOTALL)


def table_metadata(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, descriptions: dict[str, str] | None = None
) -> dict[str, Any]:
    """Row count and column schema of a table, under the keys that the UI knows."""
    columns = connection.execute(f'select * from "{schema}"."{table}" limit 0').description or []
    (rows,) = connection.execute(f'select count(*) from "{schema}"."{table}"').fetchone() or (None,)
    told = {**_meanings(schema), **(descriptions or {})}
    return {
        "dagster/row_count": rows,
        "dagster/column_schema": TableSchema(
            columns=[
                TableColumn(name, type=str(kind), description=told.get(name)) for name, kind, *_ in columns
            ]
        ),
    }


@cache
def _meanings(schema: str) -> dict[str, str]:
    """What columns of a schema mean: those of its tables that no model writes, and those that models share."""
    own = load_yaml((Path(__file__).parent / "columns.yml").read_text(encoding="utf-8"))
    shared = SHARED.findall((DBT_DIR / "models" / "columns.md").read_text(encoding="utf-8"))
    return {**dict(shared), **own.get(schema, {})}


Columns = Sequence[tuple[AssetKey, str]]
Lineage = Mapping[AssetKey, Mapping[str, Columns]]
"""table -> column -> the columns of other tables that it is made from."""


def lineage_metadata(parents: Mapping[str, Columns], upstream: Lineage) -> dict[str, Any]:
    """Where a table's columns come from: for machines, and as a table to read with links to follow.

    `upstream` is what is known of the tables before it; with it each column is led back to the raw exports.
    """
    rows = [
        f"| `{column}` | {_linked(found)} | {_linked(_raw_columns(found, upstream))} |"
        for column, found in parents.items()
    ]
    heading = "| column | made from | leads back to |\n|---|---|---|\n"
    return {
        "dagster/column_lineage": TableColumnLineage(
            {
                column: [TableColumnDep(asset_key=key, column_name=name) for key, name in found]
                for column, found in parents.items()
            }
        ),
        "column lineage": MarkdownMetadataValue(heading + "\n".join(rows)),
    }


def _raw_columns(found: Columns, upstream: Lineage) -> Columns:
    """The columns of raw exports that columns lead back to; a row's address only where nothing else is reached."""
    seen: set[tuple[AssetKey, str]] = set()
    todo = list(found)
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += upstream.get(one[0], {}).get(one[1], ())
    raw = sorted(one for one in seen if one[0].path[0] == "raw")
    return [one for one in raw if one[1] not in METADATA_COLUMNS] or raw


def _linked(columns: Columns) -> str:
    by_table: dict[AssetKey, list[str]] = {}
    for key, name in columns:
        by_table.setdefault(key, []).append(f"`{name}`")
    return (
        "; ".join(
            f"[{key.to_user_string()}]({asset(key.path)}) {', '.join(names)}"
            for key, names in by_table.items()
        )
        or "counted or constant"
    )
