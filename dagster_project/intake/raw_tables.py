"""The raw tables and the books of landing in a year's warehouse: all text, names of people nowhere."""

from __future__ import annotations

import re

import duckdb
import pandas as pd

from dagster_project.intake.books import (
    ControlTotal,
    CorrectedCell,
    ExcludedRow,
    Intake,
    LostRowsError,
    QuarantinedRow,
    table_of,
)
from dagster_project.registry.contracts import Contract, birth_key

SCHEMA = "raw"
NUMBERS = {
    "source_row",
    "reporting_year",
    "bytes",
    "landed_rows",
    "excluded_rows",
    "quarantined_rows",
    "kept_rows",
}
PSEUDONYM = re.compile(r"[0-9a-f]{32}")


class ClearIdentifierError(Exception):
    """Somebody tried to write people's identifiers in clear; nothing was written."""


def write_raw(connection: duckdb.DuckDBPyConnection, contract: Contract, intake: Intake) -> None:
    """Replace a contract's raw table and its rows in the books, in one transaction.

    Args:
        connection: a connection to the year's warehouse that may write.
        contract: whose table it is.
        intake: with the pseudonymised frame in place (`intake.with_frame(pseudonymise(...))`).

    Raises:
        ClearIdentifierError: the frame holds a name, or an identifier that is no keyed hash.
        LostRowsError: a file's rows do not add up.
        duckdb.ConstraintException: two rows have the same row id, so neither can be traced to its file.
    """
    _refuse_identifiers(contract, intake.frame)
    lost = intake.unbalanced()
    if lost:
        raise LostRowsError("\n".join(lost))
    books = {
        "landed_files": intake.landed_files,
        "excluded_rows": table_of(ExcludedRow, intake.excluded_rows),
        "quarantined_rows": table_of(QuarantinedRow, intake.quarantined_rows),
        "corrected_cells": table_of(CorrectedCell, intake.corrected_cells),
        "control_totals": table_of(ControlTotal, intake.control_totals),
    }
    connection.begin()
    try:
        connection.execute(f"create schema if not exists {SCHEMA}")
        for name, table in books.items():
            _make_book(connection, name, table)
            connection.execute(f"delete from {SCHEMA}.{name} where contract = ?", [contract.id])
            _insert(connection, name, table)
        frame = intake.frame[contract.raw_columns]
        connection.execute(
            f"create or replace table {SCHEMA}.{contract.id} ({_columns(frame)}, primary key (row_id))"
        )
        _insert(connection, contract.id, frame)
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _make_book(connection: duckdb.DuckDBPyConnection, name: str, table: pd.DataFrame) -> None:
    """Create a book, or complete one that an earlier version of this project made."""
    connection.execute(f"create table if not exists {SCHEMA}.{name} ({_columns(table)})")
    present = {column for column, *_ in connection.execute(f"from {SCHEMA}.{name} limit 0").description or []}
    for column in table.columns.difference(list(present)):
        connection.execute(f'alter table {SCHEMA}.{name} add column "{column}" {_type(column)}')


def unbalanced_files(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Files whose rows in the warehouse do not add up to those that landed, one line each; counted anew."""
    lines: list[str] = []
    files = connection.execute(
        f"select contract, file_name, source_file, landed_rows from {SCHEMA}.landed_files order by all"
    ).fetchall()
    for contract, name, source, landed in files:
        kept = _count(connection, contract, "source_file = ?", [source])
        where = "contract = ? and source_file = ?"
        excluded = _count(connection, "excluded_rows", where, [contract, source])
        quarantined = _count(connection, "quarantined_rows", where, [contract, source])
        if landed != kept + excluded + quarantined:
            lines.append(
                f"{contract}: {name} landed {landed} rows, but {kept} kept + {excluded} excluded "
                f"+ {quarantined} quarantined"
            )
    return lines


def _count(connection: duckdb.DuckDBPyConnection, table: str, where: str, values: list[str]) -> int:
    row = connection.execute(f"select count(*) from {SCHEMA}.{table} where {where}", values).fetchone()
    return int(row[0]) if row else 0


def _refuse_identifiers(contract: Contract, frame: pd.DataFrame) -> None:
    if frame.empty:
        return
    clear = [name for name in contract.personal_columns("name") if name in frame]
    clear += [
        name
        for name in [
            *contract.personal_columns("employee", "identity"),
            *map(birth_key, contract.personal_columns("birth")),
        ]
        if not all(value is None or PSEUDONYM.fullmatch(value) for value in frame[name].unique())
    ]
    if clear:
        raise ClearIdentifierError(
            f"{contract.id}: {', '.join(clear)} would reach the warehouse in clear; pseudonymise first"
        )


def _columns(table: pd.DataFrame) -> str:
    return ", ".join(f'"{name}" {_type(name)}' for name in table.columns)


def _type(column: str) -> str:
    return "integer" if column in NUMBERS else "varchar"


def _insert(connection: duckdb.DuckDBPyConnection, name: str, table: pd.DataFrame) -> None:
    if table.empty:
        return
    connection.register("incoming", table)
    connection.execute(f"insert into {SCHEMA}.{name} by name select * from incoming")
    connection.unregister("incoming")
