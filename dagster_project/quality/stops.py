"""What stopped the steps of a year's last run, and the table `gates.stops` that keeps it. Gates keep their own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

TABLE = """
create schema if not exists gates;
create or replace table gates.stops (step varchar not null, said varchar not null, faults json not null);
"""


@dataclass(frozen=True)
class Stop:
    """A step that failed by itself, and not because a gate failed.

    Attributes:
        step: its name in the graph.
        faults: what is wrong with the files, where that is why: file, sheet, row, column, found, expected, remedy.
    """

    step: str
    said: str
    faults: tuple[Mapping[str, str | int | None], ...] = ()


def record_stops(connection: duckdb.DuckDBPyConnection, stops: Sequence[Stop]) -> None:
    """Keep what stopped a run, in place of what stopped the one before."""
    connection.execute(TABLE)
    for stop in stops:
        faults = json.dumps([dict(fault) for fault in stop.faults], ensure_ascii=False)
        connection.execute("insert into gates.stops values (?, ?, ?)", [stop.step, stop.said, faults])


def read_stops(connection: duckdb.DuckDBPyConnection) -> list[Stop]:
    """What stopped the last run, by step; nothing where none was recorded."""
    try:
        rows = connection.execute(
            "select step, said, cast(faults as varchar) from gates.stops order by step, said"
        ).fetchall()
    except duckdb.CatalogException:
        return []
    return [Stop(step, said, tuple(json.loads(faults))) for step, said, faults in rows]
