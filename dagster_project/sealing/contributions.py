"""What each row added to each figure of a version, kept beside it for reviewers. People are keyed hashes in it."""

from __future__ import annotations

from pathlib import Path

import duckdb

from dagster_project.lineage.rows import CONTRIBUTIONS, topics

CONTRIBUTIONS_FILE = "contributions.parquet"


def write_contributions(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the contributions of a year's warehouse: one row per figure, role and row of a file.

    Amounts are in the marts' base unit. `file_name` is the path in the company folder.
    """
    parts = " union all by name ".join(
        "select kpi_id, dimension, member, role, amount, source_file, source_row, row_id "
        f"from intermediate.{CONTRIBUTIONS.format(topic=topic)}"
        for topic in topics(connection)
    )
    query = f"""
        with files as (
            select source_file, min(file_name) as file_name from raw.landed_files group by source_file
        )
        select parts.kpi_id, parts.dimension, parts.member, parts.role, sum(parts.amount) as amount,
            files.file_name, parts.source_file, parts.source_row, parts.row_id
        from ({parts}) as parts
        left join files on parts.source_file = files.source_file
        group by all
        order by all
    """
    quoted = str(path).replace("'", "''")
    connection.execute(f"copy ({query}) to '{quoted}' (format parquet, compression zstd)")
