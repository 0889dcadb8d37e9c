"""The appendix as tables of the warehouse, schema `appendix`: what its gate looks at. No file format."""

from __future__ import annotations

import duckdb

from dagster_project.publish.document import Edition
from dagster_project.publish.movement import Movement

LINES = """
create or replace table appendix.lines (
    line_no integer, kpi_id varchar, dimension varchar, member varchar, label varchar, unit varchar,
    printed_before varchar, printed_previous varchar, printed_year varchar,
    number_year decimal(28, 10), reason varchar, notes varchar
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


def write_appendix_tables(connection: duckdb.DuckDBPyConnection, edition: Edition) -> None:
    """Replace the tables by the edition: one row per printed line, one per published figure that was compared."""
    connection.execute("create schema if not exists appendix")
    connection.execute(LINES)
    connection.execute(COMPARISON)
    connection.execute(MOVEMENT)
    lines = [_line(number, line) for number, line in enumerate(edition.lines, start=1)]
    connection.executemany("insert into appendix.lines values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", lines)
    compared = [
        [one.year, *one.key, one.published, one.computed, one.difference, one.outcome, one.reason]
        for one in edition.comparisons
    ]
    if compared:
        connection.executemany("insert into appendix.comparison values (?, ?, ?, ?, ?, ?, ?, ?, ?)", compared)
    connection.executemany(
        "insert into appendix.movement values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [[*one.key, *_rest(one)] for one in edition.movements],
    )


def _rest(movement: Movement) -> list:
    return [
        movement.previous, movement.current, movement.change, movement.moved, movement.disappeared,
        movement.rescaled, movement.method, movement.unit,
    ]  # fmt: skip


def _line(number: int, line) -> list:
    before, previous, current = (cell.text("zh-Hant") for cell in line.cells)
    label = line.kpi.zh_hant if line.breakdown is None else f"{line.kpi.zh_hant} · {line.breakdown.zh_hant}"
    note_ids = " ".join(note.note_id for note in line.current.notes)
    return [
        number, *line.key, label, line.unit.zh_hant, before, previous, current,
        line.current.number, line.current.reason, note_ids or None,
    ]  # fmt: skip
