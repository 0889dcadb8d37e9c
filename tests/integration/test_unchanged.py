"""What `esg run` does where nothing, or next to nothing, changed since it last passed."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from dagster_project import cli
from dagster_project.digests import tree_digest
from dagster_project.quality.state import year_state
from dagster_project.runs import company_instance
from dagster_project.settings import Settings, settings_for
from tests.crashes.warm import warm
from tests.integration.small_company import cut_down, export

pytestmark = pytest.mark.slow

COMPLAINTS_ALONE = ("customers__complaints",)


@pytest.fixture(scope="module")
def settings(made_up_company, tmp_path_factory) -> Settings:
    """A company with one export and two years, with its data beside it."""
    root = tmp_path_factory.mktemp("unchanged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESG_DATA", str(root / "data"))
        yield settings_for(cut_down(made_up_company, root / "company", COMPLAINTS_ALONE, (2022, 2023)))


@pytest.fixture
def esg(settings, monkeypatch) -> Callable[..., Result]:
    monkeypatch.setattr(cli.console, "_width", 2000)
    return lambda *arguments: CliRunner().invoke(
        cli.app, [*arguments, "--company", str(settings.company_dir)]
    )


def years_run(settings: Settings) -> list[str]:
    """The year of every run in the company's Dagster instance, the oldest first."""
    with company_instance(settings) as instance:
        return [run.tags["dagster/partition"] for run in reversed(instance.get_runs())]


def test_a_year_runs_after_the_year_before_and_neither_runs_again_until_a_byte_changes(settings, esg):
    result = esg("run", "--year", "2023")
    assert result.exit_code == 0, result.output
    assert years_run(settings) == ["2022", "2023"]
    written = tree_digest([settings.draft_dir(2023)], settings.company_dir)

    result = esg("run", "--year", "2023")
    assert result.exit_code == 0
    for year in (2022, 2023):
        assert f"{year}: nothing changed since its draft was written" in result.output
    assert years_run(settings) == ["2022", "2023"]
    assert esg("backfill", "2022", "2023").exit_code == 0
    assert years_run(settings) == ["2022", "2023"]

    file = export(settings, "客訴", 2023)
    as_it_was = file.read_bytes()
    file.write_bytes(as_it_was + b"9")
    result = esg("run", "--year", "2023")
    assert result.exit_code == 1
    assert "2022: nothing changed" in result.output
    assert "cut off" in result.output
    assert years_run(settings) == ["2022", "2023", "2023"]
    assert tree_digest([settings.draft_dir(2023)], settings.company_dir) == written

    file.write_bytes(as_it_was)
    kill_a_run(settings, "2023")
    result = esg("run", "--year", "2023")
    assert result.exit_code == 0, result.output
    assert "of 2023 did not end. It was cut off" in result.output
    assert years_run(settings) == ["2022", "2023", "2023", "2023", "2023"], (
        "stopped runs left other data behind"
    )
    assert tree_digest([settings.draft_dir(2023)], settings.company_dir) == written

    printed = settings.draft_dir(2022) / "appendix.csv"
    as_printed = printed.read_bytes()
    printed.write_text("edited by hand", encoding="utf-8")
    assert not cli_status_is_up_to_date(esg)
    printed.write_bytes(as_printed)
    assert cli_status_is_up_to_date(esg)


def kill_a_run(settings: Settings, year: str) -> None:
    """Have another process run a year and kill it, without a chance to tidy up, somewhere in the middle."""
    with warm(settings.data_dir.parent, settings.data_dir.parent / "said.txt") as process:
        told = process.do("run", str(settings.company_dir), year, kill_at_write=400)
    assert told["killed"] == signal.SIGKILL


def test_a_narrowed_draft_has_what_was_asked_for_and_the_next_whole_run_completes_it(settings, esg):
    assert esg("run", "--year", "2023").exit_code == 0
    whole = tree_digest([settings.draft_dir(2023)], settings.company_dir)
    runs = len(years_run(settings))
    assert "2023: nothing changed" in esg("run", "--year", "2023", "--format", "csv").output
    assert len(years_run(settings)) == runs

    result = esg("run", "--year", "2023", "--force", "--format", "csv", "--format", "docx")
    assert result.exit_code == 0, result.output
    names = {path.suffix for path in settings.draft_dir(2023).iterdir()}
    assert names == {".csv", ".docx", ".json", ".html"}, "the gate report is no format"
    assert not (settings.draft_dir(2023) / "appendix.html").exists()
    assert "narrowed" in esg("status").output
    assert not year_state(settings, 2023).may_be_published
    assert "2023: nothing changed" in esg("run", "--year", "2023", "--format", "docx").output

    assert esg("run", "--year", "2023").exit_code == 0
    assert tree_digest([settings.draft_dir(2023)], settings.company_dir) == whole
    assert "narrowed" not in esg("status").output


def cli_status_is_up_to_date(esg: Callable[..., Result]) -> bool:
    output = esg("status").output
    assert "2023" in output
    return "out of date" not in output


def test_a_company_folder_that_is_none_is_told_what_to_do(esg, tmp_path):
    result = CliRunner().invoke(cli.app, ["run", "--year", "2023", "--company", str(tmp_path)])
    assert result.exit_code == 1
    assert "company.yml" in result.output
    assert "esg demo" in result.output
