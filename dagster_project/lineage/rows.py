"""The rows that figures are made of, read from the contributions that the marts only group. No formula is here."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import duckdb

from dagster_project.publish.values import Key

CONTRIBUTIONS = "int_{topic}__contributions"
COLUMNS = "kpi_id, dimension, member, role, amount, row_id, source_file, source_row"


@dataclass(frozen=True)
class Contribution:
    """What one row of a file adds to one figure.

    Attributes:
        role: `numerator`, `denominator` or `scale`.
        amount: in the base unit of the marts (persons, kWh, m3, kg, minutes, days, counts, currency).
        file_name: path in the company folder.
        sheet: sheet of a workbook, else None.
        source_row: row as a person sees it in the file, from 1.
        corrected: `column: old -> new` of each cell of the row that a correction changed, personal ones masked.
    """

    key: Key
    role: str
    amount: Decimal
    row_id: str
    file_name: str
    sheet: str | None
    source_row: int
    corrected: str | None


def topics(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The topics that have contributions in this warehouse."""
    rows = connection.execute(
        "select table_name from information_schema.tables "
        "where table_schema = 'intermediate' and table_name like 'int!_%!_!_contributions' escape '!' order by 1"
    ).fetchall()
    return [name.removeprefix("int_").removesuffix("__contributions") for (name,) in rows]


def rows_of_figure(connection: duckdb.DuckDBPyConnection, topic: str, key: Key) -> list[Contribution]:
    """Every row behind a figure, by role, file and row."""
    where = "kpi_id = ? and dimension = ? and member = ?"
    return _contributions(connection, [topic], where, list(key))


def rows_of_file(
    connection: duckdb.DuckDBPyConnection, source_file: str, row: int | None = None
) -> list[Contribution]:
    """Everything that a file, or one row of it, adds to any figure."""
    where, values = "contributions.source_file = ?", [source_file]
    if row is not None:
        where, values = f"{where} and contributions.source_row = ?", [*values, row]
    return _contributions(connection, topics(connection), where, values)


def _contributions(
    connection: duckdb.DuckDBPyConnection, of_topics: Sequence[str], where: str, values: list
) -> list[Contribution]:
    united = " union all ".join(
        f"select {COLUMNS} from intermediate.{CONTRIBUTIONS.format(topic=topic)} as contributions where {where}"
        for topic in of_topics
    )
    query = f"""
        with files as (
            select source_file, min(file_name) as file_name from raw.landed_files group by source_file
        ),
        corrected as (
            select
                row_id,
                string_agg(concat(column_name, ': ', old_value, ' -> ', new_value), '; ' order by column_name) as cells
            from raw.corrected_cells
            group by row_id
        )
        select {", ".join(f"united.{column.strip()}" for column in COLUMNS.split(","))},
               files.file_name, corrected.cells
        from ({united}) as united
        left join files on united.source_file = files.source_file
        left join corrected on united.row_id = corrected.row_id
        order by united.kpi_id, united.dimension, united.member, united.role desc, files.file_name,
                 united.source_row, united.row_id, united.amount
    """
    found = connection.execute(query, values * len(of_topics)).fetchall()
    sheets = _sheets(connection, {row[6] for row in found})
    return [
        Contribution(
            Key(kpi, dimension, member),
            role,
            amount,
            row_id,
            file_name,
            sheets.get(row_id),
            source_row,
            corrected,
        )
        for kpi, dimension, member, role, amount, row_id, _, source_row, file_name, corrected in found
    ]


def _sheets(connection: duckdb.DuckDBPyConnection, source_files: set[str]) -> dict[str, str]:
    """By row id, the sheet of each row of the workbooks among some files."""
    books = connection.execute(
        "select contract, source_file from raw.landed_files where encoding = 'xlsx' order by contract, source_file"
    ).fetchall()
    found: dict[str, str] = {}
    for contract, source_file in books:
        if source_file in source_files:
            query = f'select row_id, source_sheet from raw."{contract}" where source_file = ?'
            found |= dict(connection.execute(query, [source_file]).fetchall())
    return found


def sample(rows: Sequence[Contribution], size: int, seed: int, *, by_amount: bool) -> list[Contribution]:
    """A reproducible sample of rows for testing, in their order: the same rows and seed give the same sample.

    By amount it is monetary unit sampling, as ISA 530 (appendix 4) describes it: every unit of the sum of absolute
    amounts has the same chance, so a large row is drawn more surely than a small one, and drawn once.
    """
    if size >= len(rows):
        return list(rows)
    if not by_amount:
        drawn = set(random.Random(seed).sample(range(len(rows)), size))
        return [row for at, row in enumerate(rows) if at in drawn]
    return list(_by_unit(rows, size, random.Random(seed)))


def _by_unit(rows: Iterable[Contribution], size: int, source: random.Random) -> Iterable[Contribution]:
    weighed = [(row, Fraction(abs(row.amount))) for row in rows]
    interval = sum(weight for _, weight in weighed) / size
    mark = interval * Fraction(source.randrange(1, 10**9), 10**9)
    reached = Fraction(0)
    for row, weight in weighed:
        reached += weight
        if reached >= mark:
            yield row
            while mark <= reached:
                mark += interval
