"""The command line's manners: help that teaches, failures that say what to do, a true exit status."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dagster_project.cli import app

COMMANDS = [
    "demo", "run", "backfill", "status", "figures", "gates", "findings", "quarantine", "docs", "review", "ui",
]  # fmt: skip


@pytest.fixture
def esg(monkeypatch, tmp_path):
    monkeypatch.setenv("ESG_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


def test_without_a_command_it_teaches(esg):
    shown = esg("--help").output
    assert all(command in shown for command in COMMANDS)
    assert "esg run --year 2023" in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(esg, command):
    result = esg(command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


@pytest.mark.parametrize("command", ["run", "figures", "gates", "findings", "quarantine", "docs"])
def test_a_folder_that_is_no_company_is_named_with_what_to_do(esg, command, tmp_path):
    result = esg(command, "--year", 2023, "--company", tmp_path)
    assert result.exit_code == 1
    told = result.output.replace("\n", "")
    assert "company.yml does not exist" in told
    assert "esg demo" in told


def test_a_company_file_with_faults_lists_all_of_them(esg, tmp_path):
    (tmp_path / "company.yml").write_text("id: Bad Id\ncurrncy: CNY\n", encoding="utf-8")
    result = esg("status", "--company", tmp_path)
    assert result.exit_code == 1
    assert all(named in result.output for named in ("id", "currncy", "exports", "first_year"))


def test_a_year_that_was_never_run_says_so(esg, made_up_company):
    for command in ("figures", "gates", "findings", "quarantine", "docs"):
        result = esg(command, "--year", 2031, "--company", made_up_company)
        assert result.exit_code == 1
        assert "esg run" in result.output


def test_the_state_of_each_year_at_a_glance(esg, made_up_company):
    shown = esg("status", "--company", made_up_company).output
    assert "2022" in shown
    assert "2023" in shown
    assert "all arrived" in shown
    assert "none" in shown


def test_the_made_up_company_is_never_written_over_another_folder(tmp_path: Path) -> None:
    mine = tmp_path / "company.yml"
    mine.write_text("id: acme\nmade_up: false\n", encoding="utf-8")
    for choices in ([], ["--force"]):
        result = CliRunner().invoke(app, ["demo", str(tmp_path), *choices])
        assert result.exit_code == 1
        assert "holds no made-up company" in " ".join(result.output.split())
    assert [path.name for path in tmp_path.iterdir()] == ["company.yml"]
    assert mine.read_text(encoding="utf-8") == "id: acme\nmade_up: false\n"


def test_a_changed_made_up_company_is_written_over_only_on_demand(
    made_up_company: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    shutil.copytree(made_up_company, folder)
    changed = folder / "explanations" / "2023.yml"
    changed.write_text("[]\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["demo", str(folder)])
    assert result.exit_code == 1
    assert "--force" in result.output
    assert changed.read_text(encoding="utf-8") == "[]\n"


def test_a_year_without_exports_is_said_before_anything_runs(made_up_company: Path) -> None:
    result = CliRunner().invoke(app, ["run", "--year", "2030", "--company", str(made_up_company)])
    assert result.exit_code == 1
    assert "there is no raw/2030" in " ".join(result.output.split())


@pytest.mark.parametrize("arguments", [("explain", "2023/water"), ("trace", "raw/2023/hr/roster.csv")])
def test_a_year_that_was_stopped_before_its_figures_says_so(esg, made_up_company, arguments):
    from dagster_project.settings import settings_for
    from dagster_project.warehouse.connection import warehouse

    settings = settings_for(made_up_company)
    with warehouse(settings.warehouse(2023)) as connection:
        connection.execute("create schema raw")
    result = esg(*arguments, "--company", made_up_company)
    assert result.exit_code == 1
    told = result.output.replace("\n", "")
    assert "2023 has no figures yet: its run was stopped before" in told
    assert "esg gates --year 2023" in told
