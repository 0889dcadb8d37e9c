"""A connection says nothing on the terminal, and an unknown year is said in words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.project import PROJECT_ROOT
from dagster_project.warehouse.connection import warehouse

ASKED = """
import sys
from pathlib import Path
from dagster_project.warehouse.connection import warehouse
with warehouse(Path(sys.argv[1])) as connection:
    print(connection.execute("select current_setting('enable_progress_bar')").fetchone()[0])
"""


def test_a_long_query_draws_no_progress_bar(tmp_path: Path) -> None:
    """Asked in a process of its own, for the library draws none below a test runner anyway."""
    asked = [sys.executable, "-c", ASKED, str(tmp_path / "warehouse.duckdb")]
    said = subprocess.run(asked, check=True, capture_output=True, text=True, cwd=PROJECT_ROOT).stdout
    assert said.strip() == "False"


def test_a_year_that_was_never_run_is_named_with_what_to_do(tmp_path: Path) -> None:
    with (
        pytest.raises(FileNotFoundError, match="never run"),
        warehouse(tmp_path / "warehouse.duckdb", read_only=True),
    ):
        pass
