"""What each row added to each figure of a version, kept beside it for reviewers. People are keyed hashes in it."""

from __future__ import annotations

from glob import escape
from pathlib import Path

import duckdb

from dagster_project.lineage.rows import CONTRIBUTIONS, topics

CONTRIBUTIONS_FILE = "contributions.parquet"
HASH = r"\b[0-9a-f]{32}\b"


def write_contributions(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the contributions of a year's warehouse, as `contributions_query` gives them."""
    quoted = str(path).replace("'", "''")
    connection.execute(
        f"copy ({contributions_query(connection)} order by all) to '{quoted}' (format parquet, compression zstd)"
    )


def table_of(path: Path) -> str:
    """Such a file as a table in SQL: this file and its columns alone, whatever signs are in its path."""
    quoted = escape(str(path)).replace("'", "''")
    return f"read_parquet('{quoted}', hive_partitioning = false)"


def same_but_for_hashes(one: Path, other: Path) -> bool:
    """Whether two such files differ in nothing but hashes of people, and so in the digests of rows that hold them."""
    with duckdb.connect() as connection:
        both = [
            f"select * exclude (row_digest) replace (regexp_replace(row_key, '{HASH}', '', 'g') as row_key) "
            f"from {table_of(path)}"
            for path in (one, other)
        ]
        found = connection.execute(
            f"select count(*) from (({both[0]} except all {both[1]}) union all ({both[1]} except all {both[0]}))"
        ).fetchone()
    return found == (0,)


def contributions_query(connection: duckdb.DuckDBPyConnection) -> str:
    """The query of a year's contributions: one row per figure, role and row of a file.

    Amounts are in the marts' base unit. `file_name` is the path in the company folder. `row_key` is what tells the
    row apart in its system, `row_digest` the sha256 of its cells: by these a row is found again in another file.
    """
    parts = " union all by name ".join(
        "select kpi_id, dimension, member, role, amount, source_file, source_row, row_id "
        f"from intermediate.{CONTRIBUTIONS.format(topic=topic)}"
        for topic in topics(connection)
    )
    return f"""
        with files as (
            select source_file, min(file_name) as file_name from raw.landed_files group by source_file
        ),
        marks as (
            select row_id, min(row_key) as row_key, sha256(string_agg(row_text, chr(30) order by export)) as row_digest
            from ({_marks(connection)}) as marks
            group by row_id
        )
        select parts.kpi_id, parts.dimension, parts.member, parts.role, sum(parts.amount) as amount,
            files.file_name, parts.source_file, parts.source_row, parts.row_id, marks.row_key, marks.row_digest
        from ({parts}) as parts
        left join files on parts.source_file = files.source_file
        left join marks on parts.row_id = marks.row_id
        group by all
    """


def _marks(connection: duckdb.DuckDBPyConnection) -> str:
    """Each row of the raw tables with its key and its cells; a row that feeds two contracts is in it twice."""
    contracts = connection.execute(
        "select contract, row_key from registry.contracts order by contract"
    ).fetchall()
    columns: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from information_schema.columns where table_schema = 'raw' "
        "and not starts_with(column_name, 'source_') and column_name not in ('row_id', 'reporting_year') "
        "order by table_name, column_name"
    ).fetchall():
        columns.setdefault(table, []).append(column)
    return " union all ".join(
        f"select row_id, '{contract}' as export, {_row_key(key)} as row_key, "
        f'{_row_text(columns[contract])} as row_text from raw."{contract}"'
        for contract, key in contracts
        if contract in columns
    )


def _row_key(key: str) -> str:
    shown = [f"'{name} ' || coalesce(\"{name}\", '-')" for name in key.split(", ") if name]
    return f"concat_ws(', ', {', '.join(shown)})" if shown else "cast(null as varchar)"


def _row_text(columns: list[str]) -> str:
    cells = [f"'{name}', coalesce(\"{name}\", '')" for name in columns]
    return f"concat_ws(chr(31), {', '.join(cells)})"
