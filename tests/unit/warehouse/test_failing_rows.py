"""The rows that a dbt test found are told with the file and row that they came from."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb

from dagster_project.warehouse.dbt_project import failing_rows


def _warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw")
        connection.execute(
            f"create table raw.landed_files as select '{'ab' * 32}' as source_file, 'raw/a.xlsx' as file_name"
        )
    return path


def test_a_row_id_is_followed_by_its_file_and_row(tmp_path):
    path = _warehouse(tmp_path)
    ids = "'abababababab:2:17' as first_row_id, 'abababababab:2:17:七月' as pivoted"
    sql = f"select {ids}, 'abab' as other, 3 as persons"
    result: Any = SimpleNamespace(status="fail", node=SimpleNamespace(compiled_code=sql))
    assert failing_rows(path, result) == [
        {
            "first_row_id": "abababababab:2:17 (raw/a.xlsx, row 17)",
            "pivoted": "abababababab:2:17:七月 (raw/a.xlsx, row 17)",
            "other": "abab",
            "persons": 3,
        }
    ]


def test_rows_that_share_the_key_of_a_model_are_found_though_its_table_was_never_made(tmp_path):
    rows = "('abababababab:0:3', 'k'), ('abababababab:0:9', 'k'), ('abababababab:0:4', 'm')"
    sql = f"select * from (values {rows}) t(row_id, id)"
    node = SimpleNamespace(
        compiled_code=sql,
        columns={"row_id": None, "id": None},
        constraints=[SimpleNamespace(type="primary_key", columns=["id"])],
    )
    failed: Any = SimpleNamespace(status="error", message='violation: duplicate key "k"', node=node)
    path = _warehouse(tmp_path)
    assert [row["row_id"] for row in failing_rows(path, failed)] == [
        "abababababab:0:3 (raw/a.xlsx, row 3)",
        "abababababab:0:9 (raw/a.xlsx, row 9)",
    ]
    other: Any = SimpleNamespace(status="error", message="Binder Error", node=node)
    assert failing_rows(path, other) == []
