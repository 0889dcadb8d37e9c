"""A full disk and a read-only folder are told in words, whichever library met them."""

from __future__ import annotations

import errno
import sqlite3

import duckdb
import pytest

from dagster_project.machine import refusal


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


def test_an_error_of_ours_is_not_taken_for_the_machines():
    assert refusal(ValueError("full of faults")) is None
    assert refusal(FileNotFoundError(errno.ENOENT, "No such file", "x")) is None
