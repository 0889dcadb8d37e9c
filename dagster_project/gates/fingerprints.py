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
    quoted = ".".join(_quoted(part) for part in table.split("."))
    try:
        described = connection.execute(f"select * from {quoted} limit 0").description
    except duckdb.CatalogException as error:
        raise TableMissingError(f"{table} is not in the warehouse") from error
    columns = sorted((column[0], str(column[1])) for column in described)
    listed = ", ".join(_quoted(name) for name, _ in columns)
    sums = connection.execute(
        "select count(*), sum(cast(one as hugeint)), sum(cast(hash(one, 'esg') as hugeint)) "
        f"from (select hash(row({listed})) as one from {quoted})"
    ).fetchone()
    return hashlib.sha256(repr((columns, sums)).encode()).hexdigest()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
