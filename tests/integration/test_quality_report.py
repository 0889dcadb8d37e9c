"""The gate report is there after every run: what it says of a year that passed, that waits, and that was stopped."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable

import duckdb
import pytest
from dagster import AssetKey, DagsterEventType, DagsterInstance
from typer.testing import CliRunner, Result

from dagster_project import cli
from dagster_project.definitions import build_definitions
from dagster_project.inputs import inputs_fingerprint
from dagster_project.links import gate_report
from dagster_project.quality.page import page_html
from dagster_project.quality.writing import last_quality
from dagster_project.runs import company_instance, run_year
from dagster_project.settings import Settings, settings_for
from tests.integration.small_company import COMPLAINTS, EMPLOYMENTS, LAWSUITS, cut_down, export
from tests.integration.test_privacy import secrets_of

pytestmark = pytest.mark.slow

YEAR = 2022
COMPLAINTS_FILE = "raw/2022/客服/客訴台帳_2022.csv"
LAWSUITS_FILE = "raw/2022/法務/訴訟台帳_2022.csv"


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("</style>")[1]))


def damage(settings: Settings) -> None:
    """Two bad rows among the complaints, and the lawsuits cut off in their last row."""
    complaints = export(settings, "客訴")
    rows = [line.split(",") for line in complaints.read_text(encoding="utf-8-sig").splitlines()]
    rows[3][1] = "2022-02-30"
    rows[5][4] = "也許"
    text = "\r\n".join(",".join(row) for row in rows) + "\r\n"
    complaints.write_text(text, encoding="utf-8-sig", newline="")
    lawsuits = export(settings, "訴訟")
    lawsuits.write_bytes(lawsuits.read_bytes()[:-30])


@pytest.fixture(scope="module")
def stopped(made_up_company, tmp_path_factory) -> tuple[Settings, Result, Result]:
    """A small company whose year was stopped, and what `esg run` and then `esg quality` said."""
    root = tmp_path_factory.mktemp("stopped")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESG_DATA", str(root / "data"))
        patch.setattr(cli.console, "_width", 2000)
        settings = settings_for(cut_down(made_up_company, root / "company"))
        damage(settings)
        return settings, *(esg(settings)(command, "--year", str(YEAR)) for command in ("run", "quality"))


def esg(settings: Settings) -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(
        cli.app, [*arguments, "--company", str(settings.company_dir)]
    )


def test_what_stopped_the_year_stands_on_the_page_with_file_row_found_expected_and_what_to_do(stopped):
    settings, *_ = stopped
    said = text_of(settings.quality_page(YEAR).read_text(encoding="utf-8"))
    assert "Stopped by 2 causes" in said
    for place, found in (
        (f"{COMPLAINTS_FILE}, row 4", "2022-02-30"),
        (f"{COMPLAINTS_FILE}, row 6", "也許"),
        (LAWSUITS_FILE, "cut off"),
    ):
        assert place in said
        assert found in said
    assert f"intake/{COMPLAINTS}" in said
    assert "corrections/2022.yml" in said


def test_suites_that_the_stop_kept_from_running_are_shown_as_such(stopped):
    settings, *_ = stopped
    page = settings.quality_page(YEAR).read_text(encoding="utf-8")
    (listed,) = re.findall(r'<li id="publish-mart_kpi_values">.*?</li>', page, re.DOTALL)
    assert "did not run" in listed
    (listed,) = re.findall(rf'<li id="intake-{EMPLOYMENTS}">.*?</li>', page, re.DOTALL)
    assert 'class="chip passed"' in listed
    (listed,) = re.findall(rf'<li id="intake-{LAWSUITS}">.*?</li>', page, re.DOTALL)
    assert "did not run" in listed


def test_the_command_line_says_it_in_short_with_where_to_look_and_what_to_do(stopped):
    settings, result, again = stopped
    assert result.exit_code == 1
    assert "2022 was stopped: no appendix was written" in result.output
    assert f"{COMPLAINTS_FILE}, row 4, column received_on, found: 2022-02-30" in result.output
    assert "cut off" in result.output
    assert str(settings.quality_page(YEAR)) in result.output
    assert "esg ui, run " in result.output
    assert "esg quarantine --year 2022" in result.output
    assert "esg run --year 2022" in result.output
    assert len(result.output.splitlines()) < 60
    assert again.exit_code == 1
    assert f"{COMPLAINTS_FILE}, row 4, column received_on, found: 2022-02-30" in again.output


def test_every_check_in_the_ui_says_where_the_page_is(stopped):
    settings, *_ = stopped
    with company_instance(settings) as instance:
        run = instance.get_runs()[-1]
        events = instance.all_logs(run.run_id, of_type=DagsterEventType.ASSET_CHECK_EVALUATION)
    told = [
        event.dagster_event.asset_check_evaluation_data.metadata.get("gate report")
        for event in events
        if event.dagster_event.asset_check_evaluation_data.check_name == "intake_gate"
    ]
    assert told
    assert {one.url.partition("#")[0] for one in told} == {gate_report(YEAR)}


def states_in(settings: Settings) -> list[tuple[bool, str]]:
    """What the check of the year's draft said after each run, the first run first."""
    with company_instance(settings) as instance:
        records = [
            event
            for run in reversed(instance.get_runs())
            for event in instance.all_logs(run.run_id, of_type=DagsterEventType.ASSET_CHECK_EVALUATION)
        ]
    found = [record.dagster_event.asset_check_evaluation_data for record in records]
    return [(one.passed, one.description) for one in found if one.check_name == "state_of_the_year"]


def test_the_drafts_check_says_why_there_is_none_after_each_run(stopped):
    """A stopped run has no draft to check; its state is told all the same, by every run anew."""
    settings, *_ = stopped
    with company_instance(settings) as instance:
        (before,) = states_in(settings)
        run_year(settings, YEAR, instance, lambda event: None)
    assert states_in(settings) == [before, before]
    passed, said = before
    assert not passed
    assert said.startswith(f"{YEAR}: Stopped by 2 causes. ")


def test_a_run_of_one_asset_from_the_ui_writes_the_page_too(stopped, tmp_path):
    ran, *_ = stopped
    settings = Settings(ran.company_dir, tmp_path / "data")
    job = build_definitions(settings).resolve_implicit_global_asset_job_def()
    with DagsterInstance.ephemeral() as instance:
        job.execute_in_process(
            asset_selection=[AssetKey(["raw", EMPLOYMENTS])], partition_key=str(YEAR), instance=instance
        )
    said = text_of(settings.quality_page(YEAR).read_text(encoding="utf-8"))
    assert "gates did not run" in said
    assert COMPLAINTS_FILE not in said


def test_a_file_that_is_broken_later_takes_what_was_seen_of_it_off_the_page(stopped, tmp_path):
    """What an earlier run left in the warehouse is not shown as if this one had seen it."""
    ran, *_ = stopped
    settings = Settings(tmp_path / "company", tmp_path / "data")
    shutil.copytree(ran.company_dir, settings.company_dir)
    shutil.copytree(ran.year_dir(YEAR), settings.year_dir(YEAR))
    export(settings, "客訴").write_bytes(b"")
    said = text_of(page_html(last_quality(settings, YEAR, inputs_fingerprint(settings, YEAR))))
    assert "2022-02-30" not in said
    assert "No row is in quarantine, as far as exports were taken in" in said


@pytest.fixture(scope="module")
def passed(run_company) -> str:
    settings = run_company.settings
    assert run_company.runs[2023].passed, run_company.runs[2023].stops
    return settings.quality_page(2023).read_text(encoding="utf-8")


def test_a_year_that_passed_has_the_page_in_its_draft(run_company, passed):
    settings = run_company.settings
    assert (settings.draft_dir(2023) / "quality.html").read_text(encoding="utf-8") == passed
    assert "May be published" in passed
    assert "did not run" not in passed


def test_read_again_from_the_warehouse_it_is_the_same_page(run_company, passed):
    settings = run_company.settings
    assert page_html(last_quality(settings, 2023, inputs_fingerprint(settings, 2023))) == passed


def test_it_accounts_for_every_file_of_the_year(run_company, passed):
    said = text_of(passed)
    with duckdb.connect(str(run_company.settings.warehouse(2023)), read_only=True) as connection:
        rows = connection.execute(
            "select file_name, source_file, landed, used from marts.mart_row_accounting"
        ).fetchall()
        suites = connection.execute("select suite from gates.results").fetchall()
    assert len(rows) > 20
    for name, digest, landed, used in rows:
        assert name in said
        assert digest in said
        assert f"{landed:,} {used:,}" in said
    assert {suite for (suite,) in suites} <= set(re.findall(r"\w+", said))


def test_no_one_and_no_pseudonym_is_on_a_page(run_company, passed, stopped):
    secrets = secrets_of(run_company.settings.company_dir / "raw")
    settings, *_ = stopped
    for page in (passed, settings.quality_page(YEAR).read_text(encoding="utf-8")):
        assert secrets.found_in(page) == set()
        assert not re.search(r"(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])", page)


def test_findings_that_wait_hold_the_year_on_the_page(run_company, tmp_path):
    ran = run_company.settings
    settings = Settings(ran.company_dir, tmp_path / "data")
    settings.year_dir(2023).mkdir(parents=True)
    shutil.copy(ran.warehouse(2023), settings.warehouse(2023))
    with duckdb.connect(str(settings.warehouse(2023))) as connection:
        connection.execute(
            "insert into gates.findings values ('intake', 'hr__separations', 'rule', 'employee_no = "
            "0123456789abcdef0123456789abcdef', 'days = 3', 1, 'It looks odd.', 'See <year>.', null, null, null)"
        )
        connection.execute("update gates.results set outcome = 'unexplained' where suite = 'hr__separations'")
    said = text_of(page_html(last_quality(settings, 2023, inputs_fingerprint(settings, 2023))))
    assert "Waits for 1 explanation" in said
    assert "employee_no = (person)" in said
    assert "See 2023." in said
