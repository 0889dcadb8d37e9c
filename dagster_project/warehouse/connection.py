"""Opening a year's warehouse file. DuckDB has one writer, so a connection is held only while it is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

NO_PROGRESS_BAR = "set enable_progress_bar = false"


@contextmanager
def warehouse(path: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a year's warehouse, closed on leaving. Long queries draw no bar into what the caller prints.

    Raises:
        FileNotFoundError: read-only, and the year was never run.
    """
    if read_only and not path.is_file():
        raise FileNotFoundError(f"{path} does not exist: the year was never run. Run it with `esg run`.")
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(path), read_only=read_only)
    try:
        connection.execute(NO_PROGRESS_BAR)
        yield connection
    finally:
        connection.close()


def has_table(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    """Whether a run came as far as this table or view; a year may be asked about after it was stopped."""
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = ? and table_name = ?", [schema, name]
    ).fetchone()
    return found is not None
