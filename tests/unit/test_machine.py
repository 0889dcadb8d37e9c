"""A full disk and a read-only folder are told in words, whichever library met them."""

from __future__ import annotations

import errno
import io
import sqlite3

import duckdb
import pytest
from rich.console import Console

from dagster_project import cli, cli_sign_off, runs
from dagster_project.machine import refusal, refusal_in
from dagster_project.runs import YearRun
from dagster_project.settings import Settings


def wrapped(error: Exception) -> Exception:
    try:
        try:
            raise error
        except Exception as cause:
            raise RuntimeError("a library's own") from cause
    except RuntimeError as told:
        return told


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "draft/appendix.csv"), "disk is full"),
        (OSError(errno.EROFS, "Read-only file system", "draft"), "read-only"),
        (PermissionError(errno.EACCES, "Permission denied", "draft"), "may not be written"),
        (sqlite3.OperationalError("database or disk is full"), "disk is full"),
        (duckdb.IOException('Could not set lock on file "x": Conflicting lock is held'), "Another process"),
        (duckdb.IOException("Could not write file: No space left on device"), "disk is full"),
        (OSError(errno.EFBIG, "File too large", "draft/appendix.csv"), "ulimit"),
        (sqlite3.OperationalError("disk I/O error"), "disk"),
    ],
)
def test_what_the_machine_refuses_is_told(error, told):
    for one in (error, wrapped(error)):
        said = refusal(one)
        assert said is not None
        assert told in said
        assert "call it again" in said


def test_where_it_was_is_told():
    said = refusal(OSError(errno.ENOSPC, "No space left on device", "draft/appendix.csv"))
    assert said is not None
    assert "draft/appendix.csv" in said


def test_a_run_that_the_machine_stopped_is_told_so_and_nothing_of_the_company_is_blamed(
    tmp_path, monkeypatch
):
    said = io.StringIO()
    monkeypatch.setattr(cli, "console", Console(file=said, width=1000))
    stops = [
        "a_test on core/fct_suppliers",
        "dbt could not build: [Errno 28] No space left on device: 'data/of us/2023'",
    ]
    cli._report(Settings(tmp_path, tmp_path), YearRun(2023, "0123456789", False, stops))
    text = said.getvalue()
    assert "2023 was stopped" in text
    assert "The disk is full. Free some space (data/of us/2023)" in text
    assert "esg ui, run 01234567" in text
    assert "fct_suppliers" not in text


def test_an_error_of_ours_is_not_taken_for_the_machines():
    assert refusal(ValueError("full of faults")) is None
    assert refusal(FileNotFoundError(errno.ENOENT, "No such file", "x")) is None
    assert refusal_in(["suppliers: row 4 has no name", "the year is not closed"]) is None


def test_what_is_done_stays_done_though_the_ui_cannot_be_told_of_it(tmp_path, monkeypatch):
    """A version is in place and in the ledger by then."""
    said, errors = io.StringIO(), [OSError(errno.ENOSPC, "No space left on device"), KeyError("one of ours")]
    monkeypatch.setattr(cli_sign_off, "console", Console(file=said, width=1000))
    monkeypatch.setattr(runs, "company_instance", lambda settings: (_ for _ in ()).throw(errors.pop(0)))
    cli_sign_off._tell_ui(Settings(tmp_path, tmp_path), 2023)
    assert "It is done and holds. Only the Dagster UI could not be told of it" in said.getvalue()
    with pytest.raises(KeyError):
        cli_sign_off._tell_ui(Settings(tmp_path, tmp_path), 2023)
