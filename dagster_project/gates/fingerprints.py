"""What a table held, as one short text: the proof of what a gate saw. Those of files are in `digests.py`."""

from __future__ import annotations

import hashlib

import duckdb


class TableMissingError(Exception):
    """A table that a gate must have seen is not in the warehouse."""


def fingerprint_table(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """Fingerprint of `schema.table`: its columns with their types, and its rows in any order.

    Computed in SQL, in one pass. Repeated rows count as often as they occur.

    Raises:
        TableMissingError: the table is not there.
    """
    schema, _, name = table.partition(".")
    columns = connection.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = ? and table_name = ? order by column_name",
        [schema, name],
    ).fetchall()
    if not columns:
        raise TableMissingError(f"{table} is not in the warehouse")
    listed = ", ".join('"' + column.replace('"', '""') + '"' for column, _ in columns)
    sums = connection.execute(
        f"select count(*), sum(cast(one as hugeint)), sum(cast(hash(one, 'esg') as hugeint)) "
        f'from (select hash(row({listed})) as one from "{schema}"."{name}")'
    ).fetchone()
    return hashlib.sha256(repr((columns, sums)).encode()).hexdigest()
