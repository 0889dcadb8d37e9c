"""What `esg run` does where nothing, or next to nothing, changed since it last passed."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import dagster._time
import pytest
from dagster import RunRecord
from typer.testing import CliRunner, Result

from dagster_project import cli
from dagster_project.digests import tree_digest
from dagster_project.quality.state import year_state
from dagster_project.runs import company_instance
from dagster_project.settings import Settings, settings_for
from dagster_project.signoff.ledger import ledger_file, read_ledger
from dagster_project.signoff.people import SIGN_OFF_FILE
from tests.crashes.read_only import read_only
from tests.crashes.warm import Warm, warm
from tests.integration.small_company import cut_down, export

pytestmark = pytest.mark.slow

COMPLAINTS_ALONE = ("customers__complaints",)


@pytest.fixture(scope="module")
def settings(made_up_company, tmp_path_factory) -> Iterator[Settings]:
    """A company with one export, two years and people who sign, with its data beside it."""
    root = tmp_path_factory.mktemp("unchanged")
    company = cut_down(made_up_company, root / "company", COMPLAINTS_ALONE, (2022, 2023))
    shutil.copy(made_up_company / SIGN_OFF_FILE, company)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESG_DATA", str(root / "data"))
        yield settings_for(company)


@pytest.fixture
def esg(settings, monkeypatch) -> Callable[..., Result]:
    monkeypatch.setattr(cli.console, "_width", 2000)
    return lambda *arguments: CliRunner().invoke(
        cli.app, [*arguments, "--company", str(settings.company_dir)]
    )


def company_runs(settings: Settings) -> list[RunRecord]:
    """Every run in the company's Dagster instance, the newest first."""
    with company_instance(settings) as instance:
        return list(instance.get_run_records())


def years_run(settings: Settings) -> list[str]:
    """The year of every run, the oldest first."""
    return [one.dagster_run.tags["dagster/partition"] for one in reversed(company_runs(settings))]


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
    with warm(settings.data_dir.parent) as process:
        a_run_on_a_full_disk_says_so(settings, process)
        a_run_into_a_read_only_folder_says_so(settings, process)
        killed = process.do("run", str(settings.company_dir), "2023", kill_at_write=200)
        assert killed["killed"] == signal.SIGKILL
        of_two_runs_at_once_one_waits_and_has_nothing_to_do(settings, process)
        a_publication_and_a_run_of_its_year_wait_for_each_other(settings, process)
    assert tree_digest([settings.draft_dir(2023)], settings.company_dir) == written, (
        "runs that did not end left other data behind"
    )

    printed = settings.draft_dir(2022) / "appendix.csv"
    as_printed = printed.read_bytes()
    printed.write_text("edited by hand", encoding="utf-8")
    assert not cli_status_is_up_to_date(esg)
    printed.write_bytes(as_printed)
    assert cli_status_is_up_to_date(esg)


def a_run_on_a_full_disk_says_so(settings: Settings, process: Warm) -> None:
    """No file may grow, whether Python writes it or SQLite."""
    told = process.do("run", str(settings.company_dir), "2023", largest_file=200_000)
    assert told["failure"] == "exit 1", told
    assert "call it again. What was there before is as it was." in " ".join(told["said"].split())


def a_run_into_a_read_only_folder_says_so(settings: Settings, process: Warm) -> None:
    """Whichever of the folders that a run writes into it is, and whoever writes there."""
    company = settings.company_dir
    for folder in (
        settings.data_dir.parent,
        settings.dagster_home,
        settings.landed_dir,
        settings.year_dir(2023),
        settings.warehouse(2023),
        settings.releases_dir(2023),
        company,
    ):
        with read_only(folder):
            told = process.do("run", str(company), "2023", "--force", as_nobody_special=True)
        said = " ".join(told["said"].split())
        assert told["failure"] == "exit 1", (folder, told)
        assert "call it again. What was there before is as it was." in said, folder


def of_two_runs_at_once_one_waits_and_has_nothing_to_do(settings: Settings, process: Warm) -> None:
    """Beside them somebody publishes, which is refused in words, and somebody looks."""
    company, before = str(settings.company_dir), years_run(settings)
    *runs, publication, look = process.do_at_once(
        ("run", company, "2023"), ("run", company, "2023"), ("publish", company, "2023"), ("status", company)
    )
    assert [run["failure"] for run in runs] == [None, None], runs
    assert years_run(settings) == [*before, "2023"]
    (did,) = [run for run in runs if "2023: draft written" in run["said"]]
    (waited,) = [run for run in runs if run is not did]
    assert "of 2023 did not end. It was cut off" in " ".join(did["said"].split())
    assert "Waiting for another process" in waited["said"]
    assert "2023: nothing changed" in waited["said"]
    assert publication["failure"] == "exit 1"
    assert (
        "is not in review" in publication["said"] or "The draft of 2023 is out of date" in publication["said"]
    )
    assert look["failure"] is None, look
    assert "all arrived" in look["said"]


def a_publication_and_a_run_of_its_year_wait_for_each_other(settings: Settings, process: Warm) -> None:
    """Whichever of the two comes first; what is published is whole."""
    company, version = str(settings.company_dir), settings.releases_dir(2023) / "v1"
    assert process.do("sign", company, "2023")["failure"] is None
    run, publication = process.do_at_once(("run", company, "2023", "--force"), ("publish", company, "2023"))
    assert [run["failure"], publication["failure"]] == [None, None], (run, publication)
    assert [told for told in (run, publication) if "Waiting for another process" in told["said"]]
    verdict = process.do("verify", str(version))
    assert verdict["failure"] is None, verdict
    assert [one.kind for one in read_ledger(ledger_file(settings))].count("publication") == 1


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

    with clock_set_back_to(datetime(2023, 6, 30, tzinfo=UTC)):
        result = esg("run", "--year", "2023")
        assert result.exit_code == 1
        assert "By this machine's clock it is 2023-06-30" in result.output
        assert len(years_run(settings)) == runs + 1, "it was never begun"
    with clock_set_back_to(datetime(2024, 2, 1, tzinfo=UTC)):
        assert esg("run", "--year", "2023").exit_code == 0
        newest, before = company_runs(settings)[:2]
        assert newest.end_time and before.start_time and newest.end_time < before.start_time
    assert tree_digest([settings.draft_dir(2023)], settings.company_dir) == whole
    assert "narrowed" not in esg("status").output
    assert "2023: nothing changed" in esg("run", "--year", "2023").output


@contextmanager
def clock_set_back_to(moment: datetime) -> Iterator[None]:
    """Who asks for the time, Dagster and the logs, is told an earlier one, which goes on from there."""
    by = datetime.now(UTC) - moment
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dagster._time, "_mockable_get_current_datetime", lambda: datetime.now(UTC) - by)
        patch.setattr(time, "time", lambda told=time.time: told() - by.total_seconds())
        yield


def cli_status_is_up_to_date(esg: Callable[..., Result]) -> bool:
    output = esg("status").output
    assert "2023" in output
    return "out of date" not in output


def test_a_company_folder_that_is_none_is_told_what_to_do(esg, tmp_path):
    result = CliRunner().invoke(cli.app, ["run", "--year", "2023", "--company", str(tmp_path)])
    assert result.exit_code == 1
    assert "company.yml" in result.output
    assert "esg demo" in result.output
