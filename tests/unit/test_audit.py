"""`make audit` tells what is known, and never calls safe what nobody was asked about."""

from __future__ import annotations

import sys

import pytest

from tests import audit


@pytest.mark.parametrize(
    ("says", "status", "outcome", "told"),
    [
        ("No known vulnerabilities found", 0, 0, "no vulnerability is known"),
        ("Found 3 known vulnerabilities in 2 packages", 1, audit.FOUND, "vulnerabilities are known"),
        ("1 high severity vulnerability", 1, audit.FOUND, "vulnerabilities are known"),
        ("dns error: Temporary failure in name resolution", 1, audit.NOT_ASKED, "NOT ASKED"),
        ("", 1, audit.NOT_ASKED, "NOT ASKED"),
    ],
)
def test_what_a_database_says_decides(says, status, outcome, told, tmp_path, capsys):
    command = [sys.executable, "-c", f"print({says!r}); raise SystemExit({status})"]
    assert audit.vulnerabilities("a lock", command, tmp_path) == outcome
    assert told in capsys.readouterr().out


@pytest.mark.parametrize(("answers", "status"), [([0, 0], 0), ([0, 2], 2), ([1, 2], 1)])
def test_the_worst_answer_is_the_exit_status(monkeypatch, answers, status):
    given = iter(answers)
    monkeypatch.setattr(audit, "vulnerabilities", lambda *_: next(given))
    assert audit.main() == status


def test_a_list_of_licences_that_is_not_the_locks_is_told(monkeypatch, capsys):
    assert audit.licences() == 0
    monkeypatch.setattr(audit, "stated", lambda: {"duckdb": "MIT"})
    assert audit.licences() == audit.FOUND
    assert "make licences" in capsys.readouterr().out
