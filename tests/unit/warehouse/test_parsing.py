"""The parsed project is used while it is of the project as it is; processes that want it anew take turns."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from dagster_project.warehouse import dbt_project


class Parser:
    """Stands for dbt: writes what a parse writes, and counts."""

    def __init__(self, target: Path) -> None:
        self._target, self.parses = target, 0

    def __call__(self) -> None:
        self.parses += 1
        with pytest.raises(Timeout):
            FileLock(self._target / dbt_project.LOCK_PATH.name).acquire(timeout=0)
        for path in (dbt_project.MANIFEST_PATH, dbt_project.PARSED_PATH):
            path.write_text("parsed", encoding="utf-8")


@pytest.fixture
def parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parser:
    target = tmp_path / "target"
    monkeypatch.setattr(dbt_project, "TARGET_DIR", target)
    for name in ("MANIFEST_PATH", "PARSED_PATH", "DIGEST_PATH", "LOCK_PATH"):
        monkeypatch.setattr(dbt_project, name, target / getattr(dbt_project, name).name)
    monkeypatch.setattr(dbt_project, "project_digest", lambda: "of today")
    made = Parser(target)
    monkeypatch.setattr(dbt_project, "parse", made)
    return made


def test_it_is_parsed_once_and_by_one_process_at_a_time(parser: Parser):
    assert dbt_project.ensure_parsed().read_text(encoding="utf-8") == "parsed"
    dbt_project.ensure_parsed()
    assert parser.parses == 1


def test_it_is_parsed_anew_when_the_project_changes(parser: Parser, monkeypatch: pytest.MonkeyPatch):
    dbt_project.ensure_parsed()
    monkeypatch.setattr(dbt_project, "project_digest", lambda: "of tomorrow")
    dbt_project.ensure_parsed()
    assert parser.parses == 2


def test_who_waited_for_another_process_uses_its_parse(parser: Parser, monkeypatch: pytest.MonkeyPatch):
    """The other one parses between the first look and the lock."""

    class Late(FileLock):
        def __enter__(self):
            parser_of_the_other_one()
            return super().__enter__()

    def parser_of_the_other_one() -> None:
        for path in (dbt_project.MANIFEST_PATH, dbt_project.PARSED_PATH):
            path.write_text("of the other one", encoding="utf-8")
        dbt_project.DIGEST_PATH.write_text("of today", encoding="utf-8")

    monkeypatch.setattr(dbt_project, "FileLock", Late)
    assert dbt_project.ensure_parsed().read_text(encoding="utf-8") == "of the other one"
    assert parser.parses == 0


def test_a_parse_that_was_cut_off_is_taken_for_nothing(parser: Parser, monkeypatch: pytest.MonkeyPatch):
    dbt_project.ensure_parsed()
    monkeypatch.setattr(dbt_project, "project_digest", lambda: "of tomorrow")

    def cut_off() -> None:
        dbt_project.MANIFEST_PATH.write_text("half", encoding="utf-8")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(dbt_project, "parse", cut_off)
        dbt_project.ensure_parsed()
    monkeypatch.setattr(dbt_project, "project_digest", lambda: "of today")
    assert dbt_project.ensure_parsed().read_text(encoding="utf-8") == "parsed"
