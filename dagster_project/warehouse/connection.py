"""Opening a year's warehouse file. DuckDB has one writer, so it is open only while it is used, or while a year runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

NO_PROGRESS_BAR = "set enable_progress_bar = false"

_held: dict[Path, duckdb.DuckDBPyConnection | None] = {}
"""The files to be held open; None until the first connection is made."""


@contextmanager
def warehouse(path: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a year's warehouse, closed on leaving. Long queries draw no bar into what the caller prints.

    Raises:
        FileNotFoundError: read-only, and the year was never run.
    """
    if read_only and not path.is_file():
        raise FileNotFoundError(f"{path} does not exist: the year was never run. Run it with `esg run`.")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path in _held and _held[path] is None:
        _held[path] = duckdb.connect(str(path))
    connection = duckdb.connect(str(path), read_only=read_only and path not in _held)
    try:
        connection.execute(NO_PROGRESS_BAR)
        yield connection
    finally:
        connection.close()


@contextmanager
def held_open(path: Path) -> Iterator[None]:
    """Keep a year's warehouse open from its first use on: opening takes longer than most that is done with it.

    DuckDB opens a file in one mode, so who asks to read gets a connection that may write. Until the end it is closed to
    other processes, and a file that was not there before is there only if something asked for it.
    """
    _held[path] = None
    try:
        yield
    finally:
        connection = _held.pop(path)
        if connection is not None:
            connection.close()


def has_table(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    """Whether a run came as far as this table or view; a year may be asked about after it was stopped."""
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = ? and table_name = ?", [schema, name]
    ).fetchone()
    return found is not None
