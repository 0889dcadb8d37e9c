"""The appendix as tables of the warehouse, schema `appendix`: what its gate looks at. No file format."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from dagster_project.company import Names, joined
from dagster_project.publish.document import Edition
from dagster_project.publish.index_claims import ClaimCheck
from dagster_project.publish.indices import Index, IndexRow
from dagster_project.publish.lines import Line
from dagster_project.publish.movement import Movement

LINES = """
create or replace table appendix.lines (
    line_no integer, kpi_id varchar, dimension varchar, member varchar, label varchar, unit varchar,
    printed_before varchar, printed_previous varchar, printed_year varchar,
    number_year decimal(28, 10), reason varchar, notes varchar
)
"""
CHAPTERS = """
create or replace table appendix.chapters (
    line_no integer, chapter varchar, kpi_id varchar, dimension varchar, member varchar, label varchar, unit varchar,
    printed_year varchar, number_year decimal(28, 10), reason varchar, notes varchar
)
"""
COMPARISON = """
create or replace table appendix.comparison (
    reporting_year integer, kpi_id varchar, dimension varchar, member varchar, published varchar, computed varchar,
    difference decimal(28, 10), outcome varchar, reason varchar
)
"""
MOVEMENT = """
create or replace table appendix.movement (
    kpi_id varchar, dimension varchar, member varchar, previous varchar, current varchar, change decimal(28, 10),
    moved varchar, disappeared varchar, rescaled varchar, method varchar, unit varchar
)
"""
SMALL_CELLS = """
create or replace table appendix.small_cells (
    kpi_id varchar, dimension varchar, member varchar, action varchar, below integer, found varchar, outcome varchar,
    shown varchar, worked_out varchar, worked_out_before varchar, notes varchar, figures_of_people integer
)
"""
INDEX_ROWS = """
create or replace table appendix.index_rows (
    row_no integer, standard varchar, edition varchar, code varchar, part varchar, aspect varchar, title varchar,
    status varchar, found_in varchar, missing varchar, reason varchar, verified boolean
)
"""
INDEX_CLAIMS = """
create or replace table appendix.index_claims (
    standard varchar, code varchar, title varchar, claimed varchar, found varchar, missing varchar, outcome varchar
)
"""


def write_appendix_tables(connection: duckdb.DuckDBPyConnection, edition: Edition) -> None:
    """Replace the tables by the edition.

    One row per line of the table, one per line of the chapters, one per published figure that was compared.
    """
    connection.execute("create schema if not exists appendix")
    connection.execute(LINES)
    connection.execute(COMPARISON)
    connection.execute(MOVEMENT)
    lines = [_line(number, line) for number, line in enumerate(edition.lines, start=1)]
    connection.executemany("insert into appendix.lines values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", lines)
    connection.execute(CHAPTERS)
    chapters = [_chapter_line(number, line) for number, line in enumerate(edition.chapters, start=1)]
    if chapters:
        connection.executemany(
            "insert into appendix.chapters values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", chapters
        )
    compared = [
        [
            one.year,
            *one.key,
            one.published,
            one.computed,
            one.difference,
            one.outcome,
            one.reason and one.reason.zh_hant,
        ]
        for one in edition.comparisons
    ]
    if compared:
        connection.executemany("insert into appendix.comparison values (?, ?, ?, ?, ?, ?, ?, ?, ?)", compared)
    connection.executemany(
        "insert into appendix.movement values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [[*one.key, *_rest(one)] for one in edition.movements],
    )
    connection.execute(SMALL_CELLS)
    connection.executemany(
        "insert into appendix.small_cells values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _small_cells(edition)
    )
    connection.execute(INDEX_ROWS)
    rows = [
        _index_row(number, index, row)
        for index in edition.indices
        for number, row in enumerate(index.rows, start=1)
    ]
    _insert(connection, "index_rows", rows)
    connection.execute(INDEX_CLAIMS)
    _insert(connection, "index_claims", [_claim_check(one) for one in edition.claim_checks])


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[list]) -> None:
    if rows:
        places = ", ".join("?" for _ in rows[0])
        connection.executemany(f"insert into appendix.{table} values ({places})", rows)


def _index_row(number: int, index: Index, row: IndexRow) -> list:
    return [
        number, index.standard, index.edition, row.code, row.part.zh_hant, row.aspect and row.aspect.zh_hant,
        row.title.zh_hant, row.status, row.where and row.where.zh_hant, _listed(row.missing),
        row.reason and row.reason.zh_hant, row.verified,
    ]  # fmt: skip


def _claim_check(one: ClaimCheck) -> list:
    title = one.title and one.title.zh_hant
    return [one.standard, one.code, title, one.claimed, one.found, _listed(one.missing), one.outcome]


def _listed(names: Sequence[Names]) -> str | None:
    return joined(names, "list").zh_hant if names else None


def _small_cells(edition: Edition) -> list[list]:
    """One row per figure of few people or hidden with one, and one that says how many figures are of people."""
    rule = edition.protection.rule
    figures = sum(edition.registry[key.kpi_id].people is not None for key in edition.figures)
    rows = [
        [
            *one.key, rule.action, rule.below, one.found, one.outcome, one.shown, one.worked_out,
            one.worked_out_before, one.notes, None,
        ]
        for one in edition.small_cells
    ]  # fmt: skip
    summary = ["all", "all", "all", rule.action, rule.below, None, "summary", None, None, None, None, figures]
    return [*rows, summary]


def _rest(movement: Movement) -> list:
    return [
        movement.previous, movement.current, movement.change, movement.moved, movement.disappeared,
        movement.rescaled, movement.method, movement.unit,
    ]  # fmt: skip


def _line(number: int, line: Line) -> list:
    before, previous, current = (cell.text("zh-Hant") for cell in line.cells)
    return [
        number, *line.key, _label(line), line.unit.zh_hant, before, previous, current,
        line.current.number, line.current.reason, _note_ids(line),
    ]  # fmt: skip


def _chapter_line(number: int, line: Line) -> list:
    return [
        number, line.category.id, *line.key, _label(line), line.unit.zh_hant, line.current.text("zh-Hant"),
        line.current.number, line.current.reason, _note_ids(line),
    ]  # fmt: skip


def _label(line: Line) -> str:
    return line.kpi.zh_hant if line.breakdown is None else f"{line.kpi.zh_hant} · {line.breakdown.zh_hant}"


def _note_ids(line: Line) -> str | None:
    return " ".join(note.note_id for note in line.current.notes) or None
