"""A change of the key or a retirement that was cut off: who writes finishes it first, who reads says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from dagster_project import cli
from dagster_project.intake.pseudonym_keys import KEY_VARIABLE, key_id, pseudonym_key
from dagster_project.locking import writer_lock
from dagster_project.settings import Settings, settings_for
from dagster_project.signoff.ledger import ledger_file
from dagster_project.terminal import UNFINISHED_RETIREMENT, UNFINISHED_ROTATION
from tests.unit.intake.company_folder import YEAR, CompanyFolder

NEW_KEY = bytes(range(32))
OF_THE_YEAR = ["--year", str(YEAR)]
SIGNED = [*OF_THE_YEAR, "--by", "an"]
WRITERS = {
    "run": OF_THE_YEAR,
    "backfill": [str(YEAR)],
    "submit": SIGNED,
    "approve": SIGNED,
    "send-back": [*SIGNED, "--reason", "x"],
    "publish": SIGNED,
    "import-published": [str(YEAR), "table.csv", "--document", "report.pdf", "--by", "an"],
    "attach": ["bill.pdf", *SIGNED, "--to", f"{YEAR}/water", "--note", "x"],
    "pack": [str(YEAR)],
    "findings": [*OF_THE_YEAR, "--draft"],
    "restate": [*OF_THE_YEAR, "--draft"],
    "docs": OF_THE_YEAR,
    "encrypt-landed": [],
    "rotate-key": ["--by", "an"],
    "retire": ["--by", "an"],
}
READERS = {
    "status": [],
    "figures": OF_THE_YEAR,
    "gates": OF_THE_YEAR,
    "findings": OF_THE_YEAR,
    "restate": OF_THE_YEAR,
    "diff": OF_THE_YEAR,
    "quarantine": OF_THE_YEAR,
    "quality": OF_THE_YEAR,
    "explain": [f"{YEAR}/water"],
    "trace": [f"raw/{YEAR}/a.csv"],
    "sign-off": OF_THE_YEAR,
}
OTHERS = {"demo", "key", "labels", "verify", "rebuild", "ui", "review"}
"""Those that read no hash of a person; `rebuild`, which has its own test below; and the servers, whose runs and jobs
take the writer lock as the commands do."""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A company whose rotation was decided, and cut off before anything of it was put in place."""
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.setenv("ESG_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(cli, "_execute", lambda *asked: [])
    monkeypatch.setattr(cli.console, "_width", 2000)
    folder = CompanyFolder(tmp_path)
    folder.write_yaml("company.yml", folder.company.model_dump(mode="json", by_alias=True))
    settings = settings_for(folder.settings.company_dir)
    before = key_id(pseudonym_key(settings))
    settings.year_dir(YEAR).mkdir(parents=True)
    decision = {"key": NEW_KEY.hex(), "id": key_id(NEW_KEY), "before": before, "by": "A", "successors": {}}
    settings.rotation.write_text(json.dumps(decision | {"years": [YEAR]}), encoding="utf-8")
    return settings


def asked(settings: Settings, command: str, arguments: list[str]):
    done = CliRunner().invoke(cli.app, [command, *arguments, "--company", str(settings.company_dir)])
    assert done.exit_code != 2, done.output
    return done


def test_every_command_is_named_here():
    commands = getattr(typer.main.get_command(cli.app), "commands")  # noqa: B009
    assert {*WRITERS, *READERS, *OTHERS} == set(commands)


@pytest.mark.parametrize("command", WRITERS)
def test_a_command_that_writes_finishes_it_first(settings: Settings, command: str):
    done = asked(settings, command, WRITERS[command])
    assert not settings.rotation.exists()
    assert not (settings.year_dir(YEAR) / "warehouse.duckdb").exists()
    assert "is finished now" in done.output
    if command != "rotate-key":
        assert pseudonym_key(settings) == NEW_KEY


@pytest.mark.parametrize("command", READERS)
def test_a_command_that_only_reads_says_so_and_leaves_it(settings: Settings, command: str):
    done = asked(settings, command, READERS[command])
    assert UNFINISHED_ROTATION in done.output.replace("\n", "")
    assert settings.rotation.exists()


def test_a_rebuild_waits_until_it_is_finished(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    """The answers would be of the new key, and the hashes that they name of the old one."""
    from dagster_project.sealing import rebuild

    monkeypatch.setattr(rebuild, "rebuild", lambda *asked: pytest.fail("it was run"))
    version = settings.releases_dir(YEAR) / "v1"
    done = CliRunner().invoke(cli.app, ["rebuild", str(version), "--data", str(settings.data_dir)])
    assert done.exit_code == 1
    assert UNFINISHED_ROTATION in done.output.replace("\n", "")


def test_one_that_cannot_be_finished_ends_the_command_and_gives_the_lock_back(settings: Settings):
    ledger_file(settings).parent.mkdir(parents=True)
    ledger_file(settings).write_text("no entry\n", encoding="utf-8")
    done = asked(settings, "encrypt-landed", [])
    assert done.exit_code == 1
    assert str(ledger_file(settings)) in done.output.replace("\n", "")
    assert settings.rotation.exists()
    ledger_file(settings).unlink()
    with writer_lock(settings, print):
        assert not settings.rotation.exists()


@pytest.fixture
def retiring(settings: Settings) -> Settings:
    """A company whose retirement was decided, and cut off before anything of it was put in place."""
    settings.rotation.unlink()
    settings.retirement.write_text(json.dumps({"by": "A", "files": {}, "found": {}}), encoding="utf-8")
    return settings


@pytest.mark.parametrize("command", ["status", "figures"])
def test_who_reads_is_told_of_a_retirement_that_was_cut_off(retiring: Settings, command: str):
    done = asked(retiring, command, READERS[command])
    assert UNFINISHED_RETIREMENT in done.output.replace("\n", "")
    assert retiring.retirement.exists()


def test_who_writes_finishes_a_retirement(retiring: Settings):
    assert "had been cut off and is finished now" in asked(retiring, "encrypt-landed", []).output
    assert not retiring.retirement.exists()


@pytest.mark.parametrize("name", ["retired.json", "pseudonyms.json", "rotation.json", "retirement.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[1]"])
@pytest.mark.parametrize("command", ["status", "encrypt-landed"])
def test_what_the_program_keeps_of_a_company_and_cannot_read_is_named(
    settings: Settings, name: str, content: bytes, command: str
):
    settings.rotation.unlink()
    kept = settings.data_dir / name
    kept.write_bytes(content)
    done = asked(settings, command, [])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit), done.exception
    assert f"{kept} is damaged" in done.output.replace("\n", "")
    assert "Put it back from a backup" in done.output
    assert kept.read_bytes() == content
