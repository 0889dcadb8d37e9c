"""Where a run's events go: a file beside the year's warehouse, and the endpoint that the OpenLineage client is set to.

The client is configured by the environment (`OPENLINEAGE_URL`, `OPENLINEAGE_CONFIG`, `OPENLINEAGE_DISABLED`) or
`~/.openlineage/openlineage.yml`; without a configuration nothing is sent.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.company import Company
from dagster_project.inputs import draft_files
from dagster_project.run_events import YEAR_JOB
from dagster_project.settings import Settings
from dagster_project.warehouse.connection import has_table, warehouse

if TYPE_CHECKING:
    import duckdb
    from dagster import DagsterInstance
    from openlineage.client import OpenLineageClient
    from openlineage.client.event_v2 import RunEvent

    from dagster_project.openlineage.events import Rule, Year

FILE = "openlineage.ndjson"


class NotSentError(Exception):
    """The endpoint did not take the events; they are in the file all the same."""


def emit_run(settings: Settings, company: Company, year: int, instance: DagsterInstance, run_id: str) -> None:
    """Write the events of a run that is about to end, then send them.

    Raises:
        NotSentError: an endpoint is configured and refused an event, or could not be reached.
    """
    from dagster_project.openlineage.events import events_of
    from dagster_project.openlineage.happened import read_run

    events = events_of(read_run(instance, run_id, YEAR_JOB), _year(settings, company, year))
    write_events(settings, year, events)
    send_events(events)


def write_events(settings: Settings, year: int, events: Sequence[RunEvent]) -> None:
    """Replace the year's file of events: one JSON in each line, in order of time."""
    from openlineage.client.serde import Serde

    lines = "".join(f"{Serde.to_json(event)}\n" for event in events)
    (settings.year_dir(year) / FILE).write_text(lines, encoding="utf-8")


def send_events(events: Sequence[RunEvent]) -> None:
    """Send the events to the configured endpoint, if there is one; the first that is refused ends it.

    Raises:
        NotSentError: with how many were sent, where, and why it ended.
    """
    logging.getLogger("openlineage").setLevel(logging.ERROR)  # no endpoint is no reason to warn
    try:
        client = _client()
    except Exception as error:  # the client raises whatever a wrong configuration leads to
        raise NotSentError(f"The OpenLineage client is not configured rightly: {error}") from error
    if client.transport.kind == "console" and not client.config.transport:
        return
    sent = 0
    try:
        for event in events:
            client.emit(event)
            sent += 1
        client.close()
    except Exception as error:  # each transport has its own
        raise NotSentError(
            f"OpenLineage: {sent} of {len(events)} events were sent ({client.transport.kind}), then: {error}. "
            f"All of them are in {FILE} in the year's data folder."
        ) from error


def _client() -> OpenLineageClient:
    from openlineage.client import OpenLineageClient

    class Client(OpenLineageClient):
        """Reads no configuration from the folder that a command is called in, which may be anybody's."""

        @staticmethod
        def _find_yaml_config_path() -> str | None:
            at_home = Path.home() / ".openlineage" / "openlineage.yml"
            named = os.environ.get("OPENLINEAGE_CONFIG")
            return next((str(path) for path in (named, at_home) if path and Path(path).is_file()), None)

    return Client()


def _year(settings: Settings, company: Company, year: int) -> Year:
    from dagster_project.openlineage.events import Year

    first, last = company.reporting_year.dates(year)
    draft = settings.draft_dir(year).relative_to(settings.company_dir).as_posix()
    released = {f"{draft}/{name}": digest for name, digest in draft_files(settings, year).items()}
    landed, gates = {}, {}
    if settings.warehouse(year).is_file():
        with warehouse(settings.warehouse(year), read_only=True) as connection:
            landed, gates = _landed(connection), _gates(connection)
    return Year(settings.data_dir.name, year, first, last, landed, released, gates)


def _landed(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    if not has_table(connection, "raw", "landed_files"):
        return {}
    return dict(connection.execute("select file_name, source_file from raw.landed_files").fetchall())


def _gates(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Rule]]:
    from dagster_project.gates.suites import load_suites
    from dagster_project.openlineage.events import Rule

    if not has_table(connection, "gates", "results"):
        return {}
    tables = {name: suite.table for name, suite in load_suites("publish").items()}
    found = {}
    for gate, suite, detail in connection.execute("select gate, suite, detail from gates.results").fetchall():
        table = f"raw.{suite}" if gate == "intake" else tables.get(suite)
        if table:
            found[table] = [
                Rule(rule["id"], rule["severity"], rule["success"], rule["expected"], rule["observed"])
                for rule in json.loads(detail)["rules"]
            ]
    return found
