"""What a run did, read from its Dagster events: tables made, checks made, steps that failed. No OpenLineage here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dagster import AssetMaterialization, DagsterEvent, DagsterInstance

INPUT_TAG = "dagster/input_data_version/"


@dataclass(frozen=True)
class Made:
    """An asset that was made.

    Attributes:
        asset: its key with dots, such as `marts.mart_water`.
        started, ended: seconds since 1970.
        made_from: assets, spelt alike.
        columns: name, type and meaning of each column; empty of what is no table.
        parents: of a column, the asset and column pairs that it is computed from.
        files: of an export, the files that it was read from, as paths in the company folder.
    """

    asset: str
    started: float
    ended: float
    made_from: Sequence[str] = ()
    rows: int | None = None
    columns: Sequence[tuple[str, str, str | None]] = ()
    parents: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    files: Sequence[str] = ()


@dataclass(frozen=True)
class Checked:
    """A check of an asset that was made: `severity` is `error` or `warn`, `blocking` if a failure stops the year."""

    asset: str
    check: str
    passed: bool
    severity: str
    at: float


@dataclass(frozen=True)
class Failed:
    """A step that failed, with what it said."""

    step: str
    started: float
    ended: float
    message: str


@dataclass(frozen=True)
class Happened:
    """One run of a year.

    Attributes:
        run_id: of Dagster, a UUID.
        job: name of the Dagster job; assets that are materialised alone have one of Dagster's own.
    """

    run_id: str
    job: str
    started: float
    ended: float
    made: Sequence[Made]
    checked: Sequence[Checked]
    failed: Sequence[Failed]


def read_run(instance: DagsterInstance, run_id: str, job: str) -> Happened:
    """What the events of a run say so far; the run may still be about to end."""
    starts: dict[str, float] = {}
    made: list[Made] = []
    checked: list[Checked] = []
    failed: list[Failed] = []
    entries = instance.all_logs(run_id)
    for entry in entries:
        event, at = entry.dagster_event, entry.timestamp
        if event is None:
            continue
        step = event.step_key or ""
        if event.is_step_start:
            starts[step] = at
        elif event.is_step_materialization:
            made.append(_made(event.step_materialization_data.materialization, starts.get(step, at), at))
        elif event.event_type_value == "ASSET_CHECK_EVALUATION":
            checked.append(_checked(event, at))
        elif event.is_step_failure:
            failed.append(Failed(step, starts.get(step, at), at, _said(event)))
    first, last = (entries[0].timestamp, entries[-1].timestamp) if entries else (0.0, 0.0)
    return Happened(run_id, job, first, last, made, checked, failed)


def _made(materialization: AssetMaterialization, started: float, ended: float) -> Made:
    metadata: Mapping[str, Any] = {name: one.value for name, one in materialization.metadata.items()}
    schema, lineage = metadata.get("dagster/column_schema"), metadata.get("dagster/column_lineage")
    files = metadata.get("files")
    return Made(
        ".".join(materialization.asset_key.path),
        started,
        ended,
        sorted(
            tag.removeprefix(INPUT_TAG).replace("/", ".")
            for tag in materialization.tags or {}
            if tag.startswith(INPUT_TAG)
        ),
        metadata.get("dagster/row_count"),
        [(column.name, column.type, column.description) for column in schema.columns] if schema else [],
        {
            column: [(".".join(dep.asset_key.path), dep.column_name) for dep in deps]
            for column, deps in (lineage.deps_by_column if lineage else {}).items()
        },
        files if isinstance(files, list) else [],
    )


def _checked(event: DagsterEvent, at: float) -> Checked:
    said = event.asset_check_evaluation_data
    severity = "warn" if said.severity.value == "WARN" else "error"
    return Checked(".".join(said.asset_key.path), said.check_name, said.passed, severity, at)


def _said(event: DagsterEvent) -> str:
    failure, error = event.step_failure_data.user_failure_data, event.step_failure_data.error
    if failure is not None:
        return failure.description or failure.label or event.step_key or ""
    cause = error.cause or error if error else None
    return cause.message.strip() if cause else event.step_key or ""
