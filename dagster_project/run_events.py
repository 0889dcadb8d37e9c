"""What the events of a run say: which year it was of, and what stopped it. Runs are not started here."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from dagster_project.quality.stops import Stop

if TYPE_CHECKING:
    from dagster import DagsterEvent, DagsterInstance, DagsterRun
    from dagster_shared.error import SerializableErrorInfo

YEAR_JOB = "reporting_year"
"""The name of the job that runs a year."""
PARTITION_TAG = "dagster/partition"
FAULTS = "faults"


def year_of(run: DagsterRun) -> int | None:
    """The reporting year that a run is of; none where it has no partition or several."""
    partition = run.tags.get(PARTITION_TAG, "")
    return int(partition) if partition.isdigit() else None


def steps_that_failed(instance: DagsterInstance, run_id: str) -> list[Stop]:
    """What stopped the steps of a run that failed by themselves; gates keep what they found in the warehouse."""
    from dagster import DagsterEventType

    records = instance.get_records_for_run(run_id, of_type=DagsterEventType.STEP_FAILURE).records
    events = [record.event_log_entry.dagster_event for record in records]
    return [stop for event in events if event is not None and (stop := _stop_of_step(event))]


def troubles_of(instance: DagsterInstance, run_id: str) -> list[str]:
    """What a run logged as an error beside its steps; of a step Dagster itself tells what was not reached."""
    return [
        entry.user_message
        for entry in instance.all_logs(run_id)
        if entry.dagster_event is None and entry.step_key is None and int(entry.level) >= logging.ERROR
    ]


def _stop_of_step(event: DagsterEvent) -> Stop | None:
    """What a step that failed says; nothing where a blocking check has failed, which says it itself."""
    failure, error = event.step_failure_data.user_failure_data, event.step_failure_data.error
    step = event.step_key or ""
    if failure is not None:
        faults = failure.metadata.get(FAULTS)
        found: Any = faults.value if faults else ()
        return Stop(step, failure.description or failure.label, tuple(found))
    if error is None or error.cls_name == "DagsterAssetCheckFailedError":
        return None
    return Stop(step, _said_in(error))


def _said_in(error: SerializableErrorInfo) -> str:
    """What the error says that Dagster wrapped in its own."""
    return (error.cause or error).message.strip()


def stops_of(event: DagsterEvent) -> list[str]:
    """What stopped the run, if this event did: a failed blocking check, or a step that failed by itself."""
    if event.event_type_value == "ASSET_CHECK_EVALUATION":
        evaluation = event.asset_check_evaluation_data
        if not evaluation.passed and evaluation.blocking and evaluation.severity.value == "ERROR":
            said = evaluation.metadata.get("report")
            return [
                str(said.value)
                if said
                else f"{evaluation.check_name} on {evaluation.asset_key.to_user_string()}"
            ]
    if event.is_step_failure:
        stop = _stop_of_step(event)
        return [stop.said] if stop else []
    if event.event_type_value == "PIPELINE_FAILURE" and not event.job_failure_data.first_step_failure_event:
        error = event.job_failure_data.error
        return [_said_in(error)] if error else []
    return []
