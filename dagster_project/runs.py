"""Running a year from a process of ours: in this process, recorded in the company's Dagster instance.

What the run does is the graph's business (`definitions.py`); this module starts it and reads what became of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project.run_events import YEAR_JOB, stops_of, troubles_of
from dagster_project.settings import COMPANY_VARIABLE, DATA_VARIABLE, Settings

if TYPE_CHECKING:
    from dagster import DagsterEvent, DagsterInstance, JobDefinition

LOCATION = "esg"
DRAFT_STEP = "release__draft"
DEFINITIONS_MODULE = "dagster_project.definitions"
UNDER_THE_LOCK = "esg/under_the_lock"
"""Tag of the runs of this command line, which takes the writer lock before it makes one."""
PARTITION = "dagster/partition"

INSTANCE_CONFIG = """\
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
event_log_storage:
  module: dagster_project.event_log
  class: KeptOpenEventLog
  config:
    base_dir: {events}
run_storage:
  module: dagster._core.storage.runs
  class: SqliteRunStorage
  config:
    base_dir: {runs}
schedule_storage:
  module: dagster._core.storage.schedules
  class: SqliteScheduleStorage
  config:
    base_dir: {schedules}
"""

QUIET_CONSOLE: dict[str, Any] = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

WORKSPACE = f"""\
load_from:
  - python_module:
      module_name: {DEFINITIONS_MODULE}
      location_name: {LOCATION}
"""


@dataclass
class YearRun:
    """What became of a run: whether it passed, its id in the Dagster UI, and in plain words what stopped it.

    Attributes:
        troubles: what went wrong beside the year, such as lineage that could not be sent.
    """

    year: int
    run_id: str
    passed: bool
    stops: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def run_environment(settings: Settings) -> dict[str, str]:
    """The environment in which any Dagster process serves this company.

    With a safe path Python takes no module from the folder that a command is called in, which may be anybody's.
    """
    return {
        "PYTHONSAFEPATH": "1",
        "DAGSTER_HOME": str(settings.dagster_home),
        COMPANY_VARIABLE: str(settings.company_dir),
        DATA_VARIABLE: str(settings.data_dir.parent),
    }


def workspace_file(settings: Settings) -> Path:
    """The file that tells Dagster's servers which code location to load."""
    return settings.dagster_home / "workspace.yaml"


def prepare_instance(settings: Settings) -> None:
    """Make the company's Dagster home, where runs stay to be looked at, and say there what the UI serves."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    folders = {
        name: json.dumps(str(settings.dagster_home / name)) for name in ("events", "runs", "schedules")
    }
    _keep(settings.dagster_home / "dagster.yaml", INSTANCE_CONFIG.format(**folders))
    _keep(workspace_file(settings), WORKSPACE)


def _keep(path: Path, text: str) -> None:
    """Write a file unless it says so already: another process may be reading it."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


@contextmanager
def company_instance(settings: Settings) -> Iterator[DagsterInstance]:
    """The company's own Dagster instance."""
    from dagster import DagsterInstance

    prepare_instance(settings)
    with DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        yield instance


def run_year(
    settings: Settings,
    year: int,
    instance: DagsterInstance,
    on_event: Callable[[DagsterEvent], None],
    on_plan: Callable[[int], None] = lambda steps: None,
    formats: Sequence[str] = (),
) -> YearRun:
    """Run one year's partition of the job in this process.

    `on_plan` is told how many steps the run has; every event is handed to `on_event` as it happens and kept
    in the instance, so the run is in the UI afterwards, under the code location that `esg ui` serves.
    `formats` narrows the draft to some of its formats.
    """
    from dagster_project.definitions import build_definitions

    job = build_definitions(settings).resolve_job_def(YEAR_JOB)
    on_plan(len(job.nodes))
    stops: list[str] = []
    for event in _execute(job, str(year), instance, _run_config(formats)):
        stops += stops_of(event)
        on_event(event)
    newest = instance.get_runs(limit=1)[0]
    troubles = troubles_of(instance, newest.run_id)
    return YearRun(year, newest.run_id, newest.is_success and not stops, stops, troubles)


def close_cut_off_runs(instance: DagsterInstance) -> list[str]:
    """Mark the runs of this command line that nobody executes any more as failed, and say which. Needs the writer lock.

    Who has the lock knows: a run that was started under it, and has not ended, was killed.
    """
    from dagster import DagsterRunStatus, RunsFilter

    open_ones = RunsFilter(
        statuses=[DagsterRunStatus.STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.NOT_STARTED],
        tags={UNDER_THE_LOCK: "true"},
    )
    told = []
    for run in instance.get_runs(filters=open_ones):
        message = "It was cut off: its process was killed, or the machine stopped."
        instance.report_run_failed(run, message)
        told.append(f"The run {run.run_id[:8]} of {run.tags.get(PARTITION, '?')} did not end. {message}")
    return told


def _run_config(formats: Sequence[str]) -> dict[str, Any]:
    if not formats:
        return QUIET_CONSOLE
    return QUIET_CONSOLE | {"ops": {DRAFT_STEP: {"config": {"formats": list(formats)}}}}


def _execute(
    job: JobDefinition, partition: str, instance: DagsterInstance, run_config: dict[str, Any]
) -> Iterator[DagsterEvent]:
    from dagster._core.definitions.job_base import InMemoryJob
    from dagster._core.execution.api import execute_run_iterator

    run = instance.create_run_for_job(
        job_def=job,
        run_config=run_config,
        tags={
            **job.run_tags,
            **job.get_tags_for_partition_key(partition, selected_asset_keys=None),
            UNDER_THE_LOCK: "true",
        },
        remote_job_origin=_origin(job.name),
    )
    yield from execute_run_iterator(InMemoryJob(job), run, instance)


def _origin(job_name: str):
    from dagster._core.definitions.repository_definition import SINGLETON_REPOSITORY_NAME
    from dagster._core.remote_origin import (
        ManagedGrpcPythonEnvCodeLocationOrigin,
        RemoteJobOrigin,
        RemoteRepositoryOrigin,
    )
    from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

    location = ManagedGrpcPythonEnvCodeLocationOrigin(
        loadable_target_origin=LoadableTargetOrigin(module_name=DEFINITIONS_MODULE), location_name=LOCATION
    )
    return RemoteJobOrigin(RemoteRepositoryOrigin(location, SINGLETON_REPOSITORY_NAME), job_name)
