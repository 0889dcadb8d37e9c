"""What a real run tells other tools: valid events that join up, name no machine, and never stop a year."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dagster_project.digests import file_digest
from dagster_project.openlineage.sending import FILE
from tests.conftest import YEARS, RunCompany, run_years
from tests.integration.small_company import COMPLAINTS, cut_down, export
from tests.unit.openlineage.schema import faults_of

pytestmark = pytest.mark.slow


def events_of(company: RunCompany, year: int) -> list[dict]:
    path = company.settings.year_dir(year) / FILE
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def events(run_company) -> list[dict]:
    return events_of(run_company, 2023)


def outputs(events: list[dict]) -> dict[str, dict]:
    return {one["name"]: one for event in events for one in event["outputs"]}


@pytest.mark.parametrize("year", YEARS)
def test_every_event_of_a_run_is_as_the_specification_has_it(run_company, year):
    found = events_of(run_company, year)
    assert found
    assert [fault for event in found for fault in faults_of(event)] == []
    ended = {event["run"]["runId"]: event["eventType"] for event in found if event["eventType"] != "START"}
    assert set(ended.values()) == {"COMPLETE"}
    assert ended.keys() == {event["run"]["runId"] for event in found if event["eventType"] == "START"}
    assert run_company.runs[year].run_id in ended


def test_columns_lead_to_columns_of_tables_that_the_run_made(events):
    made = outputs(events)
    columns = {
        name: {field["name"] for field in one["facets"]["schema"]["fields"]}
        for name, one in made.items()
        if "schema" in one["facets"]
    }
    for name, one in made.items():
        for column, parents in one["facets"].get("columnLineage", {"fields": {}})["fields"].items():
            assert column in columns[name]
            for parent in parents["inputFields"]:
                assert parent["field"] in columns[parent["name"]], (name, column, parent)
    lineage = made["marts.mart_water"]["facets"]["columnLineage"]["fields"]
    assert {one["name"] for one in lineage["numerator"]["inputFields"]} == {
        "intermediate.int_water__contributions"
    }


def test_every_table_that_is_read_or_checked_was_written_by_the_run(events):
    written = {(one["namespace"], one["name"]) for event in events for one in event["outputs"]}
    read = {(one["namespace"], one["name"]) for event in events for one in event["inputs"]}
    adrift = {(namespace, name) for namespace, name in read - written if not namespace.startswith("file://")}
    assert read & written
    assert adrift == set()


def test_files_that_came_in_and_went_out_have_the_digest_of_their_content(events, run_company):
    folder = run_company.settings.company_dir
    files = [
        one
        for event in events
        for one in (*event["inputs"], *event["outputs"])
        if one["namespace"].startswith("file://")
    ]
    names = {one["name"] for one in files}
    assert any(name.startswith("raw/2023/") for name in names)
    assert "releases/2023/draft/appendix.xlsx" in names
    for one in files:
        assert one["facets"]["version"]["datasetVersion"] == f"sha256:{file_digest(folder / one['name'])}"


def test_every_gate_says_what_its_rules_saw(events):
    seen = {
        one["name"]: one["inputFacets"]["dataQualityAssertions"]["assertions"]
        for event in events
        for one in event["inputs"]
        if "dataQualityAssertions" in one.get("inputFacets", {})
    }
    assert {"raw.hr__employees", "marts.mart_water", "recompute.figures", "appendix.lines"} <= seen.keys()
    assert "publish_gate/same_numerator" in {one["name"] for one in seen["recompute.figures"]}
    assert all(one["success"] for one in seen["recompute.figures"])


def test_no_event_names_a_folder_of_this_machine_or_a_person(run_company):
    text = (run_company.settings.year_dir(2023) / FILE).read_text(encoding="utf-8")
    for folder in (run_company.settings.company_dir, run_company.settings.data_dir, Path.home(), Path.cwd()):
        assert str(folder) not in text


@pytest.fixture
def small(made_up_company, tmp_path) -> Path:
    return cut_down(made_up_company, tmp_path / "company", exports=(COMPLAINTS,))


def test_an_endpoint_out_of_reach_is_told_and_the_year_is_published(small, tmp_path, monkeypatch):
    transport = {"type": "http", "url": "http://127.0.0.1:9", "retry": {"total": 0}}
    config = tmp_path / "openlineage.yml"
    config.write_text(json.dumps({"transport": transport}), encoding="utf-8")
    monkeypatch.setenv("OPENLINEAGE_CONFIG", str(config))
    company = run_years(small, tmp_path / "data", (2022,))
    assert company.runs[2022].passed, company.runs[2022].stops
    (trouble,) = company.runs[2022].troubles
    assert "0 of" in trouble
    assert FILE in trouble
    assert events_of(company, 2022)[-1]["eventType"] == "COMPLETE"


def test_a_year_that_was_stopped_fails_with_what_stopped_it(small, tmp_path):
    data = tmp_path / "data"
    from dagster_project.settings import Settings

    path = export(Settings(small, data), "客訴")
    path.write_bytes(b"")
    company = run_years(small, data, (2022,))
    assert not company.runs[2022].passed
    assert company.runs[2022].troubles == [], "steps that were not reached are no trouble beside the year"
    found = events_of(company, 2022)
    assert [fault for event in found for fault in faults_of(event)] == []
    assert found[-1]["eventType"] == "FAIL"
    assert "an empty file" in found[-1]["run"]["facets"]["errorMessage"]["message"]
    assert "release.draft" not in {event["job"]["name"] for event in found}
