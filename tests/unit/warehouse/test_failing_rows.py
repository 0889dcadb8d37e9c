"""The rows that a dbt test found are told with the file and row that they came from."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import duckdb

from dagster_project.warehouse.dbt_project import failing_rows


def test_a_row_id_is_followed_by_its_file_and_row(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw")
        connection.execute(
            f"create table raw.landed_files as select '{'ab' * 32}' as source_file, 'raw/a.xlsx' as file_name"
        )
    ids = "'abababababab:2:17' as first_row_id, 'abababababab:2:17:七月' as pivoted"
    sql = f"select {ids}, 'abab' as other, 3 as persons"
    result: Any = SimpleNamespace(node=SimpleNamespace(compiled_code=sql))
    assert failing_rows(path, result) == [
        {
            "first_row_id": "abababababab:2:17 (raw/a.xlsx, row 17)",
            "pivoted": "abababababab:2:17:七月 (raw/a.xlsx, row 17)",
            "other": "abab",
            "persons": 3,
        }
    ]
