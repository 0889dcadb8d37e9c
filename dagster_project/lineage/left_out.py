"""Rows of exports that a named rule left out, and cells corrected in writing. Rows that count are not here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from dagster_project.lineage.rows import marks_of
from dagster_project.warehouse.connection import has_table


@dataclass(frozen=True)
class LeftOut:
    """One row that a rule left out, so that it adds to no figure.

    Attributes:
        decided_at: `intake` (reading, mapping or a written exclusion) or `warehouse` (a model).
        why: what the rule means; of a written exclusion its reason, with who decided it and when.
    """

    contract: str
    rule: str
    decided_at: str
    why: str
    row_id: str
    file_name: str
    source_file: str
    sheet: str | None
    source_row: int
    row_key: str | None


@dataclass(frozen=True)
class Correction:
    """One cell that counts as corrected in writing: from what to what, why, by whom, on what evidence.

    Attributes:
        evidence: path in the company folder with the sha256 that the file had; None if none was named.
    """

    contract: str
    row_id: str
    file_name: str
    source_file: str
    sheet: str | None
    source_row: int
    column: str
    old: str
    new: str
    reason: str
    decided_by: str
    decided_on: str
    evidence: str | None
    evidence_sha256: str | None


def rows_left_out(connection: duckdb.DuckDBPyConnection, exports: Sequence[str]) -> list[LeftOut]:
    """Every row of these exports that a rule left out, by export, rule, file and row."""
    found: list[LeftOut] = []
    for export in exports:
        rows = connection.execute(_query(connection, export), [export] * 2).fetchall()
        marks = marks_of(connection, [export], [row[3] for row in rows if row[1] == "warehouse"])
        for rule, decided_at, why, row_id, source_file, sheet, source_row, file_name in rows:
            mark = marks.get(row_id)
            found.append(
                LeftOut(
                    export,
                    rule,
                    decided_at,
                    why,
                    row_id,
                    file_name,
                    source_file,
                    mark.sheet if mark else sheet,
                    source_row,
                    mark.row_key if mark else None,
                )
            )
    return found


def _query(connection: duckdb.DuckDBPyConnection, export: str) -> str:
    model = screened_model(connection, export)
    by_a_model = f"""
        union all
        select screened.exclusion_rule, 'warehouse', coalesce(rules.meaning, ''), screened.row_id,
               screened.source_file, null, screened.source_row
        from {model} as screened
        left join reference.exclusion_rules as rules on screened.exclusion_rule = rules.rule_id
        where screened.exclusion_rule is not null
    """
    return f"""
        select left_out.*, files.file_name
        from (
            select rule, 'intake' as decided_at,
                   case when decided_by is null then reason
                        else concat(reason, ' (', decided_by, ', ', decided_on, ')') end as why,
                   row_id, source_file, source_sheet, source_row
            from raw.excluded_rows
            where contract = ?
            {by_a_model if model else ""}
        ) as left_out
        inner join raw.landed_files as files
            on left_out.source_file = files.source_file and files.contract = ?
        order by left_out.rule, files.file_name, left_out.source_row, left_out.row_id
    """


def screened_model(connection: duckdb.DuckDBPyConnection, contract: str) -> str | None:
    """The model that decides which rows of an export count; registers have none."""
    name = f"int_{contract.split('__')[1]}__screened"
    return f"intermediate.{name}" if has_table(connection, "intermediate", name) else None


def corrections_of(connection: duckdb.DuckDBPyConnection, exports: Sequence[str]) -> list[Correction]:
    """Every cell of these exports that was corrected in writing, by file, row and column."""
    rows = connection.execute(
        """
        select contract, row_id, file_name, source_file, source_sheet, source_row, column_name, old_value,
               new_value, reason, decided_by, decided_on, evidence, evidence_sha256
        from raw.corrected_cells
        where contract in (select unnest(?::varchar[]))
        order by file_name, source_sheet, source_row, column_name, contract
        """,
        [list(exports)],
    ).fetchall()
    return [Correction(*row) for row in rows]
