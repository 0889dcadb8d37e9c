"""The rows that figures are made of, read from the contributions that the marts only group. No formula is here."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import duckdb

from dagster_project.figures.values import Key
from dagster_project.lineage.factors import factors_by_row

CONTRIBUTIONS = "int_{topic}__contributions"
GONE = "(a file of an earlier run)"
"""What a file is called that figures were made of before a run that was stopped took it away."""
OF_FIGURE = "kpi_id = ? and dimension = ? and member = ?"


@dataclass(frozen=True)
class Contribution:
    """What one row of a file adds to one side of one figure.

    Attributes:
        role: `numerator`, `denominator` or `scale`.
        amount: in the base unit of the marts (persons, kWh, m3, kg, minutes, days, counts, currency).
        file_name: path in the company folder.
        sheet: sheet of a workbook, else None.
        source_row: row as a person sees it in the file, from 1.
        corrected: `column: old -> new` of each cell of the row that a correction changed, personal ones masked.
        source_file: sha256 of the file.
        row_key: what tells the row apart in its system, such as its bill number; people by their keyed hash.
        factor: what the row's quantity was multiplied by, None where it was by nothing.
    """

    key: Key
    role: str
    amount: Decimal
    row_id: str
    file_name: str
    sheet: str | None
    source_row: int
    corrected: str | None = None
    source_file: str = ""
    row_key: str | None = None
    factor: str | None = None


class Part(NamedTuple):
    """A contribution as the warehouse holds it, before its row is looked up: enough to sum, order and draw from."""

    role: str
    amount: Decimal
    row_id: str
    source_file: str
    source_row: int
    file_name: str


@dataclass(frozen=True)
class RowMark:
    """How a person finds a row: sheet, and key in its system. Of rows that were left out at intake only the sheet."""

    sheet: str | None
    row_key: str | None


def topics(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The topics that have contributions in this warehouse."""
    rows = connection.execute(
        "select table_name from information_schema.tables "
        "where table_schema = 'intermediate' and table_name like 'int!_%!_!_contributions' escape '!' order by 1"
    ).fetchall()
    return [name.removeprefix("int_").removesuffix("__contributions") for (name,) in rows]


def parts_of_figure(
    connection: duckdb.DuckDBPyConnection, topic: str, key: Key, places: Sequence[int] | None = None
) -> list[Part]:
    """Every row behind a figure, by role, file and row; a bill of several months is one.

    Args:
        places: only the rows at these places of that order, from 1.
    """
    chosen = (
        "" if places is None else "qualify row_number() over (order by all_columns) in (select unnest(?))"
    )
    ordered = "parts.role desc, files.file_name, parts.source_row, parts.row_id"
    query = f"""
        with files as (
            select source_file, min(file_name) as file_name from raw.landed_files group by source_file
        ),
        parts as (
            {_grouped(topic)}
        )
        select parts.role, parts.amount, parts.row_id, parts.source_file, parts.source_row,
               coalesce(files.file_name, '{GONE}') as file_name
        from parts
        left join files on parts.source_file = files.source_file
        {chosen.replace("all_columns", ordered)}
        order by {ordered}
    """
    values = [*key] if places is None else [*key, list(places)]
    return [Part(*row) for row in connection.execute(query, values).fetchall()]


def sample_of_figure(
    connection: duckdb.DuckDBPyConnection, topic: str, key: Key, size: int, seed: int, *, by_amount: bool
) -> list[Part]:
    """A reproducible sample of a figure's rows for testing, in their order.

    Args:
        by_amount: draw by amount, as `draw_by_amount` does; else every row has the same chance.
    """
    if by_amount:
        return draw_by_amount(parts_of_figure(connection, topic, key), size, seed)
    counted = connection.execute(f"select count(*) from ({_grouped(topic)}) as parts", list(key)).fetchone()
    return parts_of_figure(connection, topic, key, draw_places(counted[0] if counted else 0, size, seed))


def _grouped(topic: str) -> str:
    return f"""
        select role, sum(amount) as amount, row_id, source_file, source_row
        from intermediate.{CONTRIBUTIONS.format(topic=topic)}
        where {OF_FIGURE}
        group by role, row_id, source_file, source_row
    """


def looked_up(
    connection: duckdb.DuckDBPyConnection, key: Key, exports: Sequence[str], parts: Sequence[Part]
) -> list[Contribution]:
    """The parts of a figure with what a person needs to find each row and to compute it again.

    Args:
        exports: the exports that the figure reads.
    """
    ids = [part.row_id for part in parts]
    marks = marks_of(connection, exports, ids)
    corrected = _corrected(connection, ids)
    factors = factors_by_row(connection, key.kpi_id, ids)
    return [
        Contribution(
            key,
            part.role,
            part.amount,
            part.row_id,
            part.file_name,
            marks[part.row_id].sheet if part.row_id in marks else None,
            part.source_row,
            corrected.get(part.row_id),
            part.source_file,
            marks[part.row_id].row_key if part.row_id in marks else None,
            factors.get(part.row_id) if part.role == "numerator" else None,
        )
        for part in parts
    ]


def rows_of_figure(
    connection: duckdb.DuckDBPyConnection, topic: str, key: Key, exports: Sequence[str]
) -> list[Contribution]:
    """Every row behind a figure, by role, file and row, looked up."""
    return looked_up(connection, key, exports, parts_of_figure(connection, topic, key))


def marks_of(
    connection: duckdb.DuckDBPyConnection, exports: Iterable[str], ids: Sequence[str]
) -> dict[str, RowMark]:
    """By row id, sheet and key of each row that reached the raw table of one of these exports."""
    found: dict[str, RowMark] = {}
    for export, columns in _row_keys(connection, exports):
        shown = [f"'{name} ' || coalesce(\"{name}\", '-')" for name in columns]
        row_key = f"concat_ws(', ', {', '.join(shown)})" if shown else "null"
        query = (
            f'select row_id, source_sheet, {row_key} from raw."{export}" '
            "where row_id in (select unnest(?::varchar[]))"
        )
        for row_id, *mark in connection.execute(query, [ids]).fetchall():
            found.setdefault(row_id, RowMark(*mark))
    return found


def _row_keys(
    connection: duckdb.DuckDBPyConnection, exports: Iterable[str]
) -> Iterable[tuple[str, list[str]]]:
    known = dict(connection.execute("select contract, row_key from registry.contracts").fetchall())
    for export in exports:
        if export in known:
            yield export, known[export].split(", ") if known[export] else []


def _corrected(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> dict[str, str]:
    query = """
        select row_id, string_agg(distinct concat(column_name, ': ', old_value, ' -> ', new_value), '; ')
        from raw.corrected_cells
        where row_id in (select unnest(?::varchar[]))
        group by row_id
    """
    return dict(connection.execute(query, [ids]).fetchall())


def draw_places(rows: int, size: int, seed: int) -> list[int]:
    """Places of a sample among so many rows, from 1, each as likely as any; the same seed gives the same."""
    return sorted(random.Random(seed).sample(range(1, rows + 1), min(size, rows)))


def draw_by_amount(parts: Sequence[Part], size: int, seed: int) -> list[Part]:
    """A sample drawn by amount, in order: the same rows and seed give the same sample.

    It is monetary unit sampling, as ISA 530 (appendix 4) describes it: every unit of the sum of absolute amounts
    has the same chance, so a large row is drawn more surely than a small one, and drawn once. Where the sum is
    nothing every row has the same chance.
    """
    if size >= len(parts):
        return list(parts)
    weights = [Fraction(abs(part.amount)) for part in parts]
    if not any(weights):
        return [parts[place - 1] for place in draw_places(len(parts), size, seed)]
    interval = sum(weights) / size
    mark = interval * Fraction(random.Random(seed).randrange(1, 10**9), 10**9)
    reached = Fraction(0)
    drawn = []
    for part, weight in zip(parts, weights, strict=True):
        reached += weight
        if reached >= mark:
            drawn.append(part)
            while mark <= reached:
                mark += interval
    return drawn
