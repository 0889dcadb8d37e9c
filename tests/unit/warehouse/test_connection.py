"""A connection says nothing on the terminal, an unknown year is said in words, a file held open is one for all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.project import PROJECT_ROOT
from dagster_project.warehouse.connection import held_open, warehouse

ASKED = """
import sys
from pathlib import Path
from dagster_project.warehouse.connection import held_open, warehouse
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


def opened_elsewhere(path: Path) -> bool:
    asked = [sys.executable, "-c", ASKED, str(path)]
    return not subprocess.run(asked, check=False, capture_output=True, cwd=PROJECT_ROOT).returncode


def test_a_file_that_is_held_open_is_read_and_written_meanwhile_and_let_go_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with held_open(path):
        with warehouse(path) as writing, warehouse(path, read_only=True) as reading:
            writing.execute("create table one as select 1 as a")
            assert reading.execute("select a from one").fetchall() == [(1,)]
        assert not opened_elsewhere(path), "closed by the last who used it, and not held"
    assert opened_elsewhere(path)


def test_a_file_that_nobody_asks_for_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with held_open(path), pytest.raises(FileNotFoundError), warehouse(path, read_only=True):
        pass
    assert not path.exists()
