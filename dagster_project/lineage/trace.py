"""From a landed file, or one row of it, to every figure that it touches, or to the rule that left it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from dagster_project.figures.values import Key
from dagster_project.lineage.figure_id import FigureId
from dagster_project.lineage.left_out import screened_model
from dagster_project.lineage.rows import CONTRIBUTIONS, marks_of, topics

FILE_DIGITS = 12
"""A row's id begins with so many digits of its file's sha256."""


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
    """A file's, a sheet's or a row's way: what it feeds, the figures that it touches, what became of its other rows.

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


@dataclass(frozen=True)
class _Place:
    """Rows of a file: all, those of a sheet, or those with a number. A row's id begins with those of file and sheet."""

    source_file: str
    begins: str
    row: int | None

    @property
    def where(self) -> str:
        row = "" if self.row is None else " and source_row = ?"
        return f"source_file = ? and starts_with(row_id, ?){row}"

    @property
    def values(self) -> list[str | int]:
        return [self.source_file, self.begins, *([] if self.row is None else [self.row])]


def trace(
    connection: duckdb.DuckDBPyConnection,
    year: int,
    file_name: str,
    row: int | None = None,
    sheet: str | None = None,
) -> Trace:
    """What a file of the company folder, a sheet of it or a row does in the figures of a year.

    Raises:
        TraceError: no file of this name landed, or it has no such sheet or row.
    """
    landed = connection.execute(
        "select contract, source_file, landed_rows from raw.landed_files where file_name = ? order by contract",
        [file_name],
    ).fetchall()
    if not landed:
        raise TraceError(_no_such_file(connection, year, file_name))
    source_file = landed[0][1]
    contracts = [(contract, rows) for contract, _, rows in landed]
    exports = [contract for contract, _ in contracts]
    place = _Place(source_file, _begins(connection, file_name, source_file, exports, sheet), row)
    fates = _fates(connection, exports, place)
    if row is not None and not fates and not _ids(connection, exports, place):
        raise TraceError(
            f"{file_name} has no row {row}: it is blank, above the heading, or after the last row."
        )
    row_key = None if row is None else _row_key(connection, exports, place)
    return Trace(file_name, source_file, row, contracts, _touched(connection, year, place), fates, row_key)


def _begins(
    connection: duckdb.DuckDBPyConnection,
    file_name: str,
    source_file: str,
    exports: Sequence[str],
    sheet: str | None,
) -> str:
    """What the ids of the rows of a file, or of a sheet of it, begin with."""
    if sheet is None:
        return source_file[:FILE_DIGITS]
    for table in (*(f'raw."{export}"' for export in exports), "raw.excluded_rows", "raw.quarantined_rows"):
        found = connection.execute(
            f"select row_id from {table} where source_file = ? and source_sheet = ? limit 1",
            [source_file, sheet],
        ).fetchone()
        if found:
            return ":".join(found[0].split(":")[:2]) + ":"
    raise TraceError(f"{file_name} has no sheet {sheet!r} with rows that were read.")


def touched_by_rows(
    connection: duckdb.DuckDBPyConnection, year: int, row_ids: Sequence[str]
) -> dict[str, list[Touched]]:
    """By row id, the figures that each of these rows adds to."""
    of_topics = topics(connection)
    found = connection.execute(
        "select kpi_id, dimension, member, role, row_id, sum(amount) from "
        f"({_every_contribution(of_topics, 'row_id in (select unnest(?::varchar[]))')}) as united "
        "group by kpi_id, dimension, member, role, row_id order by row_id, kpi_id, dimension, member, role desc",
        [list(row_ids)] * len(of_topics),
    ).fetchall()
    by_row: dict[str, list[Touched]] = {}
    for kpi, dimension, member, role, row_id, amount in found:
        figure = FigureId(year, Key(kpi, dimension, member))
        by_row.setdefault(row_id, []).append(Touched(figure, role, 1, amount))
    return by_row


def _every_contribution(of_topics: Sequence[str], where: str) -> str:
    return " union all ".join(
        f"select kpi_id, dimension, member, role, row_id, amount from intermediate.{CONTRIBUTIONS.format(topic=topic)} "
        f"where {where}"
        for topic in of_topics
    )


def _touched(connection: duckdb.DuckDBPyConnection, year: int, place: _Place) -> list[Touched]:
    of_topics = topics(connection)
    found = connection.execute(
        "select kpi_id, dimension, member, role, count(distinct row_id), sum(amount) "
        f"from ({_every_contribution(of_topics, place.where)}) as united "
        "group by kpi_id, dimension, member, role order by kpi_id, dimension, member, role desc",
        place.values * len(of_topics),
    ).fetchall()
    return [
        Touched(FigureId(year, Key(kpi, dimension, member)), role, rows, amount)
        for kpi, dimension, member, role, rows, amount in found
    ]


def _ids(connection: duckdb.DuckDBPyConnection, exports: Sequence[str], place: _Place) -> list[str]:
    united = " union ".join(f'select row_id from raw."{export}" where {place.where}' for export in exports)
    return [row_id for (row_id,) in connection.execute(united, place.values * len(exports)).fetchall()]


def _row_key(connection: duckdb.DuckDBPyConnection, exports: Sequence[str], place: _Place) -> str | None:
    """What tells the rows with a number apart; a workbook may have several, one on each sheet."""
    marks = marks_of(connection, exports, _ids(connection, exports, place)).values()
    told = (f"{mark.sheet}: {mark.row_key}" if mark.sheet else mark.row_key for mark in marks if mark.row_key)
    return "\n".join(sorted(told)) or None


def _no_such_file(connection: duckdb.DuckDBPyConnection, year: int, file_name: str) -> str:
    names = connection.execute("select distinct file_name from raw.landed_files order by 1").fetchall()
    listing = "\n".join(f"  {name}" for (name,) in names)
    return f"No file {file_name} landed in {year}. These did:\n{listing}"


def _fates(connection: duckdb.DuckDBPyConnection, exports: Sequence[str], place: _Place) -> list[Fate]:
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
        outcome: [f"select source_row, {why} as why from raw.{table} where {place.where}"]
        for outcome, (table, why) in books.items()
    }
    models = [model for export in exports if (model := screened_model(connection, export))]
    queries["excluded"] += [
        f"select source_row, exclusion_rule as why from {model} where {place.where}" for model in models
    ]
    found = [
        Fate(outcome, first, why, rows)
        for outcome, of_outcome in queries.items()
        for query in of_outcome
        for first, why, rows in connection.execute(
            f"select min(source_row), why, count(*) from ({query}) as fates where why is not null group by why",
            place.values,
        ).fetchall()
    ]
    return sorted(found, key=lambda fate: (fate.source_row, fate.outcome, fate.why))
