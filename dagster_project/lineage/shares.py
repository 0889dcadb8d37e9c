"""What each file adds to each side of a figure, summed from the contributions that the marts group. No single rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from dagster_project.figures.values import Key
from dagster_project.lineage.rows import CONTRIBUTIONS, GONE, OF_FIGURE


@dataclass(frozen=True)
class Share:
    """What one file adds to one side of a figure: how many rows, and their sum in the marts' base unit.

    Attributes:
        rows: rows of the file, each once though its amount may fall in several months.
        corrected: of these rows, those with a cell that was corrected in writing.
        source_file: sha256 of the file.
    """

    role: str
    file_name: str
    rows: int
    subtotal: Decimal
    corrected: int
    source_file: str


def shares_of(
    connection: duckdb.DuckDBPyConnection, topic: str, figure: Key | None = None
) -> dict[Key, list[Share]]:
    """The shares of every figure of a topic, or of one, by role and file."""
    query = f"""
        with files as (
            select source_file, min(file_name) as file_name from raw.landed_files group by source_file
        ),
        corrected as (
            select distinct row_id from raw.corrected_cells
        )
        select parts.kpi_id, parts.dimension, parts.member, parts.role,
               coalesce(files.file_name, '{GONE}') as file_name,
               count(distinct parts.row_id), sum(parts.amount), count(distinct corrected.row_id), parts.source_file
        from intermediate.{CONTRIBUTIONS.format(topic=topic)} as parts
        left join files on parts.source_file = files.source_file
        left join corrected on parts.row_id = corrected.row_id
        where {OF_FIGURE if figure else "true"}
        group by parts.kpi_id, parts.dimension, parts.member, parts.role, files.file_name, parts.source_file
        order by parts.kpi_id, parts.dimension, parts.member, parts.role desc, files.file_name
    """
    found: defaultdict[Key, list[Share]] = defaultdict(list)
    for kpi_id, dimension, member, *share in connection.execute(query, [*(figure or ())]).fetchall():
        found[Key(kpi_id, dimension, member)].append(Share(*share))
    return dict(found)
