"""The draft asks for itself whether every gate passed on these very inputs, and the same inputs give the same bytes."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from dagster import AssetKey, DagsterInstance, ExecuteInProcessResult

from dagster_project.company import read_company
from dagster_project.definitions import build_definitions
from dagster_project.digests import file_digest
from dagster_project.publish.edition import read_edition
from dagster_project.publish.faults import PublishError
from dagster_project.publish.figures import FIGURES_FILE
from dagster_project.settings import Settings
from tests.conftest import run_years

pytestmark = pytest.mark.slow

YEAR = 2023
DRAFT = AssetKey(["release", "draft"])


@pytest.fixture
def year_that_passed(run_company, tmp_path) -> Settings:
    """A copy of the made-up company and its data after a run that passed, with its draft taken away."""
    ran = run_company.settings
    settings = Settings(tmp_path / "company", tmp_path / "data" / ran.data_dir.name)
    shutil.copytree(ran.company_dir, settings.company_dir, ignore=shutil.ignore_patterns("releases"))
    settings.year_dir(YEAR).mkdir(parents=True)
    for year in (YEAR - 1, YEAR):
        settings.year_dir(year).mkdir(exist_ok=True)
        shutil.copy(ran.warehouse(year), settings.warehouse(year))
    return settings


def materialise_the_draft_alone(settings: Settings) -> ExecuteInProcessResult:
    job = build_definitions(settings).resolve_implicit_global_asset_job_def()
    with DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(
            asset_selection=[DRAFT], partition_key=str(YEAR), instance=instance, raise_on_error=False
        )


def refusal(settings: Settings) -> str:
    """What the draft says when it refuses; that it wrote nothing is seen to here."""
    result = materialise_the_draft_alone(settings)
    assert not result.success
    assert not (settings.company_dir / "releases").exists()
    assert not (settings.year_dir(YEAR) / "draft.json").exists()
    (failed,) = [event for event in result.all_events if event.is_step_failure]
    return failed.step_failure_data.user_failure_data.description


def change(settings: Settings, sql: str) -> None:
    with duckdb.connect(str(settings.warehouse(YEAR))) as connection:
        connection.execute(sql)


def test_the_draft_alone_is_written_where_every_gate_passed(year_that_passed, run_company):
    assert materialise_the_draft_alone(year_that_passed).success
    assert digests(year_that_passed.draft_dir(YEAR)) == digests(run_company.settings.draft_dir(YEAR))


@pytest.mark.parametrize("suite", ["hr__employees", "mart_ghg", "appendix_lines", "company__sites"])
def test_a_gate_that_never_ran(year_that_passed, suite):
    change(year_that_passed, f"delete from gates.results where suite = '{suite}'")
    said = refusal(year_that_passed)
    assert f"/{suite}: missing" in said
    assert "1 of " in said


def test_a_year_whose_gates_were_never_asked(year_that_passed):
    change(year_that_passed, "drop table gates.results")
    assert "missing. Never ran for this year" in refusal(year_that_passed)


def test_a_gate_that_failed(year_that_passed):
    change(year_that_passed, "update gates.results set outcome = 'failed' where suite = 'mart_water'")
    assert "publish/mart_water: failed" in refusal(year_that_passed)


@pytest.mark.parametrize(
    ("folder", "part"),
    [("raw/2023", "客訴台帳"), ("raw/2022", "客訴台帳"), ("registers", "sites"), ("mappings", "complaints")],
)
def test_a_file_that_changed_after_the_gates(year_that_passed, folder, part):
    (file,) = (year_that_passed.company_dir / folder).rglob(f"{part}*")
    file.write_bytes(file.read_bytes() + b"\n")
    said = refusal(year_that_passed)
    assert "stale. Files of the company, reference data or code changed" in said
    for suite in ("intake/customers__complaints", "publish/appendix_lines"):
        assert suite in said


@pytest.mark.parametrize(
    ("table", "sql"),
    [
        (
            "marts.mart_energy",
            "update marts.mart_energy set numerator = numerator + 1 where kpi_id = 'electricity'",
        ),
        ("raw.hr__separations", "delete from raw.hr__separations where source_row = 9"),
        ("appendix.lines", "update appendix.lines set notes = 'x' where kpi_id = 'water'"),
    ],
)
def test_a_table_that_changed_after_its_gate(year_that_passed, table, sql):
    change(year_that_passed, sql)
    assert f"stale. {table} changed since it passed" in refusal(year_that_passed)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: file_digest(path) for path in sorted(folder.iterdir())}


def test_the_same_inputs_in_a_fresh_folder_give_the_same_bytes_though_pseudonyms_differ(
    run_company, made_up_company, tmp_path
):
    company = tmp_path / "elsewhere" / "company"
    shutil.copytree(made_up_company, company, ignore=shutil.ignore_patterns("releases"))
    again = run_years(company, tmp_path / "data", [2022])
    assert again.runs[2022].passed, "\n".join(again.runs[2022].stops)
    first, second = run_company.settings, again.settings
    assert digests(second.draft_dir(2022)) == digests(first.draft_dir(2022))
    assert second.pseudonym_key.read_bytes() != first.pseudonym_key.read_bytes()


@pytest.mark.parametrize("year", [YEAR - 1, YEAR])
def test_figures_that_no_version_published_are_not_taken_for_public(year_that_passed, year):
    settings = year_that_passed
    folder = settings.releases_dir(year) / "v99"
    folder.mkdir(parents=True)
    (folder / FIGURES_FILE).write_text('{"figures": []}', encoding="utf-8")
    with pytest.raises(PublishError, match="v99 is not what was published"):
        read_edition(settings, read_company(settings.company_dir), YEAR)
