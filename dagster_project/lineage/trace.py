"""From a landed file, or one row of it, to every figure that it touches, or to the rule that left it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from dagster_project.lineage.figure_id import FigureId
from dagster_project.lineage.left_out import screened_model
from dagster_project.lineage.rows import CONTRIBUTIONS, marks_of, topics
from dagster_project.publish.values import Key


class TraceError(Exception):
    """The year has no such file or row; the message says what it has."""


@dataclass(frozen=True)
class Touched:
    """One figure that a file or a row adds to: on which side, by how many of its rows and how much."""

    figure: FigureId
    role: str
    rows: int
    amount: Decimal


@dataclass(frozen=True)
class Fate:
    """What became of rows besides adding to figures: `excluded`, `quarantined` or `corrected`, and why.

    Attributes:
        source_row: the first of them.
        rows: how many of the file have this fate for this reason.
    """

    outcome: str
    source_row: int
    why: str
    rows: int = 1


@dataclass(frozen=True)
class Trace:
    """A file's or a row's way: what it feeds, the figures that it touches, what became of its other rows.

    Attributes:
        contracts: the exports that the file feeds, with the rows that landed of each.
        row_key: what tells the row apart in its system, people by their keyed hash; None of a whole file.
    """

    file_name: str
    source_file: str
    row: int | None
    contracts: Sequence[tuple[str, int]]
    touched: Sequence[Touched]
    fates: Sequence[Fate]
    row_key: str | None = None


def trace(connection: duckdb.DuckDBPyConnection, year: int, file_name: str, row: int | None = None) -> Trace:
    """What a file of the company folder does in the figures of a year.

    Raises:
        TraceError: no file of this name landed, or it has no such row.
    """
    landed = connection.execute(
        "select contract, source_file, landed_rows from raw.landed_files where file_name = ? order by contract",
        [file_name],
    ).fetchall()
    if not landed:
        raise TraceError(_no_such_file(connection, year, file_name))
    source_file = landed[0][1]
    contracts = [(contract, rows) for contract, _, rows in landed]
    fates = _fates(connection, source_file, [contract for contract, _ in contracts], row)
    if row is not None and not fates and not _is_there(connection, source_file, contracts, row):
        raise TraceError(
            f"{file_name} has no row {row}: it is blank, above the heading, or after the last row."
        )
    row_key = None if row is None else _row_key(connection, source_file, contracts, row)
    return Trace(
        file_name, source_file, row, contracts, _touched(connection, year, source_file, row), fates, row_key
    )


def _touched(
    connection: duckdb.DuckDBPyConnection, year: int, source_file: str, row: int | None
) -> list[Touched]:
    values: list[str | int] = [source_file]
    where = "source_file = ?"
    if row is not None:
        values.append(row)
        where += " and source_row = ?"
    of_topics = topics(connection)
    united = " union all ".join(
        f"select kpi_id, dimension, member, role, row_id, amount from intermediate.{CONTRIBUTIONS.format(topic=topic)} "
        f"where {where}"
        for topic in of_topics
    )
    found = connection.execute(
        f"select kpi_id, dimension, member, role, count(distinct row_id), sum(amount) from ({united}) as united "
        "group by kpi_id, dimension, member, role order by kpi_id, dimension, member, role desc",
        values * len(of_topics),
    ).fetchall()
    return [
        Touched(FigureId(year, Key(kpi, dimension, member)), role, rows, amount)
        for kpi, dimension, member, role, rows, amount in found
    ]


def _row_key(
    connection: duckdb.DuckDBPyConnection, source_file: str, contracts: Sequence[tuple[str, int]], row: int
) -> str | None:
    for contract, _ in contracts:
        ids = connection.execute(
            f'select row_id from raw."{contract}" where source_file = ? and source_row = ?',
            [source_file, row],
        ).fetchall()
        for mark in marks_of(connection, [contract], [row_id for (row_id,) in ids]).values():
            if mark.row_key:
                return mark.row_key
    return None


def _no_such_file(connection: duckdb.DuckDBPyConnection, year: int, file_name: str) -> str:
    names = connection.execute("select distinct file_name from raw.landed_files order by 1").fetchall()
    listing = "\n".join(f"  {name}" for (name,) in names)
    return f"No file {file_name} landed in {year}. These did:\n{listing}"


def _is_there(
    connection: duckdb.DuckDBPyConnection, source_file: str, contracts: Sequence[tuple[str, int]], row: int
) -> bool:
    return any(
        connection.execute(
            f'select 1 from raw."{contract}" where source_file = ? and source_row = ? limit 1',
            [source_file, row],
        ).fetchone()
        for contract, _ in contracts
    )


def _fates(
    connection: duckdb.DuckDBPyConnection, source_file: str, contracts: Sequence[str], row: int | None
) -> list[Fate]:
    books = {
        "excluded": ("excluded_rows", "concat(rule, ': ', reason, ' ' || decided_by, ' ' || decided_on)"),
        "quarantined": ("quarantined_rows", "concat(column_name, ': ', reason)"),
        "corrected": (
            "corrected_cells",
            "concat(column_name, ': ', old_value, ' -> ', new_value, ' (', reason, '; ', decided_by, ', ', "
            "decided_on, '; ' || evidence, ')')",
        ),
    }
    queries = {
        outcome: [f"select source_row, {why} as why from raw.{table}"]
        for outcome, (table, why) in books.items()
    }
    models = [model for contract in contracts if (model := screened_model(connection, contract))]
    queries["excluded"] += [f"select source_row, exclusion_rule as why from {model}" for model in models]
    found = [
        Fate(outcome, first, why, rows)
        for outcome, of_outcome in queries.items()
        for query in of_outcome
        for first, why, rows in _of_file(connection, query, source_file, row)
    ]
    return sorted(found, key=lambda fate: (fate.source_row, fate.outcome, fate.why))


def _of_file(
    connection: duckdb.DuckDBPyConnection, query: str, source_file: str, row: int | None
) -> list[tuple[int, str, int]]:
    """First row, reason and number of rows of a file, or of one row of it, for each reason that is none but null."""
    values: list[str | int] = [source_file]
    where = "source_file = ?"
    if row is not None:
        values.append(row)
        where += " and source_row = ?"
    grouped = (
        f"select min(source_row), why, count(*) from ({query} where {where}) as fates "
        "where why is not null group by why"
    )
    return connection.execute(grouped, values).fetchall()
