"""OpenLineage events: they are what the specification says, name nothing of the machine, and go where they are sent."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from openlineage.client.serde import Serde

from dagster_project.openlineage.events import Rule, Year, events_of
from dagster_project.openlineage.happened import Checked, Failed, Happened, Made
from dagster_project.openlineage.sending import FILE, NotSentError, send_events, write_events
from dagster_project.settings import Settings
from tests.unit.openlineage.schema import faults_of

RUN = "8260bee7-d208-493b-9de2-66503bd4e467"
YEAR = Year(
    "acme",
    2023,
    date(2023, 4, 1),
    date(2024, 3, 31),
    landed={"raw/2023/water.csv": "ab" * 32},
    released={"releases/2023/draft/appendix.csv": "cd" * 32},
    gates={
        "marts.mart_water": [
            Rule("adds_up", "error", True, "0", ""),
            Rule("moved", "warning", False, "", "9"),
        ]
    },
)
MADE = (
    Made("raw.facilities__water_bills", 1.0, 2.0, rows=3, files=["raw/2023/water.csv"]),
    Made(
        "marts.mart_water",
        3.0,
        4.0,
        ["intermediate.int_water__contributions"],
        rows=2,
        columns=[("numerator", "DECIMAL(28,10)", "Sum")],
        parents={"numerator": [("intermediate.int_water__contributions", "amount")]},
    ),
    Made("release.draft", 6.0, 7.0, ["marts.mart_water"]),
)
CHECKED = (
    Checked("marts.mart_water", "publish_gate", True, "warn", 5.0),
    Checked("marts.mart_water", "unique_key", False, "error", 5.5),
    Checked("release.draft", "state_of_the_year", True, "error", 7.5),
)


def happened(*failed: Failed) -> Happened:
    return Happened(RUN, "reporting_year", 0.0, 8.0, MADE, CHECKED, failed)


def as_json(*failed: Failed) -> list[dict]:
    return [json.loads(Serde.to_json(event)) for event in events_of(happened(*failed), YEAR)]


def of_job(name: str, state: str = "COMPLETE", *failed: Failed) -> dict:
    (found,) = [one for one in as_json(*failed) if one["job"]["name"] == name and one["eventType"] == state]
    return found


def test_every_event_is_as_the_specification_has_it():
    for event in as_json(Failed("raw__hr__injuries", 1.0, 2.0, "no heading")):
        assert faults_of(event) == []


def test_an_event_that_is_not_is_seen():
    event = of_job("marts.mart_water")
    for broken, said in (
        ({**event, "eventTime": "yesterday"}, "eventTime"),
        ({**event, "eventType": "DONE"}, "DONE"),
        ({**event, "run": {"runId": "1"}}, "runId"),
        ({**event, "colour": "red"}, "colour"),
        ({key: value for key, value in event.items() if key != "job"}, "job"),
    ):
        assert said in "\n".join(faults_of(broken)), broken
    (output,) = event["outputs"]
    fields = output["facets"]["columnLineage"]["fields"]
    fields["numerator"]["inputFields"][0].pop("field")
    assert "'field' is a required property" in "\n".join(faults_of(event))
    output["facets"]["lineage"] = output["facets"].pop("columnLineage")
    assert "does not stand under this key" in "\n".join(faults_of(event))
    output["outputFacets"]["schema"] = output["facets"].pop("schema")
    assert "schema: a SchemaDatasetFacet does not stand in outputFacets" in faults_of(event)


def test_each_run_begins_once_and_ends_once():
    events = as_json(Failed("raw__hr__injuries", 1.0, 2.0, "no heading"))
    states: dict[str, list[str]] = {}
    for event in events:
        states.setdefault(event["run"]["runId"], []).append(event["eventType"])
    assert all(state[0] == "START" and len(state) == 2 for state in states.values())
    assert [event["eventTime"] for event in events] == sorted(event["eventTime"] for event in events)
    assert {state[1] for run, state in states.items() if run == RUN} == {"FAIL"}


def test_a_table_says_where_its_columns_come_from():
    event = of_job("marts.mart_water")
    (output,) = event["outputs"]
    assert (output["namespace"], output["name"]) == ("duckdb://acme/2023", "marts.mart_water")
    assert output["facets"]["columnLineage"]["fields"]["numerator"]["inputFields"] == [
        {
            "namespace": "duckdb://acme/2023",
            "name": "intermediate.int_water__contributions",
            "field": "amount",
            "transformations": [],
        }
    ]
    assert output["facets"]["schema"]["fields"][0]["type"] == "DECIMAL(28,10)"
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == 2
    assert event["run"]["facets"]["parent"]["run"]["runId"] == RUN


def test_files_in_and_out_are_known_by_their_content():
    (landed,) = of_job("raw.facilities__water_bills")["inputs"]
    assert (landed["namespace"], landed["name"]) == ("file://acme", "raw/2023/water.csv")
    assert landed["facets"]["version"]["datasetVersion"] == "sha256:" + "ab" * 32
    (draft,) = of_job("release.draft")["outputs"]
    assert draft["facets"]["version"]["datasetVersion"] == "sha256:" + "cd" * 32


def test_a_check_of_the_draft_is_of_its_files():
    """The draft is no table: a dataset of that name would be one that no job writes."""
    (written,) = of_job("release.draft")["outputs"]
    (seen,) = of_job("release.draft.checks")["inputs"]
    assert [seen[key] for key in ("namespace", "name")] == [written[key] for key in ("namespace", "name")]
    assert seen["facets"] == written["facets"]
    (assertion,) = seen["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert (assertion["name"], assertion["success"]) == ("state_of_the_year", True)


def test_a_check_of_a_draft_that_is_not_there_is_of_nothing():
    events = events_of(happened(), replace(YEAR, released={}))
    checked = [event for event in events if event.job.name == "release.draft.checks"]
    assert len(checked) == 2
    assert not any(event.inputs for event in checked)


def test_the_year_ends_where_the_next_begins():
    """The specification's nominal end is excluded."""
    nominal = of_job("reporting_year")["run"]["facets"]["nominalTime"]
    assert nominal["nominalStartTime"] == "2023-04-01T00:00:00Z"
    assert nominal["nominalEndTime"] == "2024-04-01T00:00:00Z"


def test_a_gate_is_told_rule_by_rule_and_a_test_as_one():
    (seen,) = of_job("marts.mart_water.checks")["inputs"]
    assertions = seen["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert [(one["name"], one["success"], one["severity"]) for one in assertions] == [
        ("publish_gate/adds_up", True, "error"),
        ("publish_gate/moved", False, "warn"),
        ("unique_key", False, "error"),
    ]


def test_a_run_that_was_stopped_fails_with_what_stopped_it():
    failed = Failed("raw__hr__injuries", 1.0, 2.0, "no heading")
    for job in ("reporting_year", "step.raw__hr__injuries"):
        assert of_job(job, "FAIL", failed)["run"]["facets"]["errorMessage"]["message"] == "no heading"
    assert of_job("reporting_year")["eventType"] == "COMPLETE"


def test_the_same_run_gives_the_same_events():
    assert as_json() == as_json()


@pytest.fixture
def no_configuration(monkeypatch, tmp_path):
    for name in ("OPENLINEAGE_URL", "OPENLINEAGE_CONFIG", "OPENLINEAGE_DISABLED"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def endpoint(no_configuration) -> Iterator[list[dict]]:
    """What a local endpoint has received; it refuses the job `refused`."""
    received: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            refused = event["job"]["name"] == "step.refused"
            if not refused:
                received.append({"path": self.path, **event})
            self.send_response(400 if refused else 201)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    config = f"transport:\n  type: http\n  url: http://127.0.0.1:{server.server_port}\n"
    path = Path(".openlineage/openlineage.yml")
    path.parent.mkdir()
    path.write_text(config, encoding="utf-8")
    yield received
    server.shutdown()
    server.server_close()


def test_events_reach_a_configured_endpoint_in_order(endpoint):
    send_events(events_of(happened(), YEAR))
    assert {event.pop("path") for event in endpoint} == {"/api/v1/lineage"}
    assert not [fault for event in endpoint for fault in faults_of(event)]
    for event in endpoint:
        event["run"]["facets"].pop("tags")
    assert endpoint == as_json()


def test_the_folder_that_a_run_is_called_in_sends_nothing_anywhere(endpoint, tmp_path, monkeypatch):
    """It may be anybody's: a company's folder that was received, for one."""
    received = tmp_path / "received"
    received.mkdir()
    (tmp_path / ".openlineage" / "openlineage.yml").rename(received / "openlineage.yml")
    monkeypatch.chdir(received)
    send_events(events_of(happened(), YEAR))
    assert endpoint == []
    monkeypatch.setenv("OPENLINEAGE_CONFIG", str(received / "openlineage.yml"))
    send_events(events_of(happened(), YEAR))
    assert endpoint != []


def test_an_endpoint_that_refuses_is_named_with_how_far_it_went(endpoint):
    with pytest.raises(NotSentError, match=rf"of \d+ events were sent \(http\).*400.*{FILE}"):
        send_events(events_of(happened(Failed("refused", 1.0, 2.0, "x")), YEAR))
    assert endpoint


def test_without_a_configuration_nothing_is_sent_and_nothing_said(no_configuration, capsys, caplog):
    with caplog.at_level(logging.WARNING):
        send_events(events_of(happened(), YEAR))
    assert capsys.readouterr().out == ""
    assert not caplog.records


def test_the_file_holds_one_event_in_each_line(tmp_path):
    settings = Settings(tmp_path / "company", tmp_path / "data")
    settings.year_dir(2023).mkdir(parents=True)
    write_events(settings, 2023, events_of(happened(), YEAR))
    lines = (settings.year_dir(2023) / FILE).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == as_json()
