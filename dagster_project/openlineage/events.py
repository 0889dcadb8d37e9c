"""A run's OpenLineage events, built from what happened. Nothing is read, written or sent here.

Names are stable over runs and machines: tables are `<schema>.<table>` in `duckdb://<company>/<year>`, files are their
path in the company folder in `file://<company>`, jobs are `<asset>` and `<asset>.checks` in `esg://<company>`. Every
run of a table is a child of the year's run. The specification is OpenLineage 2-0-2, as the client writes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from uuid import UUID, uuid5

from openlineage.client.event_v2 import (
    InputDataset,
    Job,
    OutputDataset,
    Run,
    RunEvent,
    RunState,
    set_producer,
)
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    data_quality_assertions_dataset,
    dataset_version_dataset,
    datasource_dataset,
    error_message_run,
    job_type_job,
    nominal_time_run,
    output_statistics_output_dataset,
    parent_run,
    processing_engine_run,
    schema_dataset,
)

from dagster_project.openlineage.happened import Checked, Failed, Happened, Made
from dagster_project.run_events import YEAR_JOB

PRODUCER = f"urn:esg-warehouse:{version('esg-warehouse')}"
DRAFT = "release.draft"

set_producer(PRODUCER)


@dataclass(frozen=True)
class Rule:
    """A rule of a gate: what was expected and seen, as the gate recorded it."""

    id: str
    severity: str
    success: bool
    expected: str
    observed: str


@dataclass(frozen=True)
class Year:
    """What is known of the year besides its events.

    Attributes:
        landed: of each landed file, its sha256.
        released: of each file of the draft, its path in the company folder with its sha256.
        gates: of each gated table, the rules that its gate ran.
    """

    company: str
    year: int
    first_day: date
    last_day: date
    landed: Mapping[str, str] = field(default_factory=dict)
    released: Mapping[str, str] = field(default_factory=dict)
    gates: Mapping[str, Sequence[Rule]] = field(default_factory=dict)

    @property
    def tables(self) -> str:
        """The namespace of the year's tables."""
        return f"duckdb://{self.company}/{self.year}"

    @property
    def files(self) -> str:
        """The namespace of the company's files."""
        return f"file://{self.company}"

    @property
    def jobs(self) -> str:
        return f"esg://{self.company}"


def events_of(happened: Happened, year: Year) -> list[RunEvent]:
    """Every event of a run in order of time: the year's own first and last, and a pair for each table and check."""
    inner: list[RunEvent] = []
    for made in happened.made:
        inner += _of_table(happened, year, made)
    for asset, checks in _by_asset(happened.checked).items():
        inner += _of_checks(happened, year, asset, checks)
    for failed in happened.failed:
        inner += _of_failure(happened, year, failed)
    inner.sort(key=lambda event: event.eventTime)
    return [*_start_of_year(happened, year), *inner, *_end_of_year(happened, year)]


def _start_of_year(happened: Happened, year: Year) -> Iterator[RunEvent]:
    yield _event(RunState.START, happened.started, _year_run(happened, year), _job(year, YEAR_JOB, "JOB"))


def _end_of_year(happened: Happened, year: Year) -> Iterator[RunEvent]:
    run, state = _year_run(happened, year), RunState.COMPLETE
    if happened.failed:
        state = RunState.FAIL
        said = "\n\n".join(one.message for one in happened.failed)
        run.facets = {**(run.facets or {}), "errorMessage": _error(said)}
    yield _event(state, happened.ended, run, _job(year, YEAR_JOB, "JOB"))


def _of_table(happened: Happened, year: Year, made: Made) -> Iterator[RunEvent]:
    run, job = _child(happened, year, made.asset), _job(year, made.asset, "TABLE")
    yield _event(RunState.START, made.started, run, job)
    yield _event(RunState.COMPLETE, made.ended, run, job, _read(year, made), _written(year, made))


def _read(year: Year, made: Made) -> list[InputDataset]:
    files = [_file_read(year, name) for name in made.files]
    return files + [InputDataset(year.tables, name, facets=_source(year)) for name in made.made_from]


def _file_read(year: Year, name: str) -> InputDataset:
    digest = year.landed.get(name)
    return InputDataset(year.files, name, facets=_content(digest) if digest else {})


def _content(digest: str) -> dict:
    return {"version": dataset_version_dataset.DatasetVersionDatasetFacet(f"sha256:{digest}")}


def _written(year: Year, made: Made) -> list[OutputDataset]:
    if made.asset == DRAFT:
        return [
            OutputDataset(year.files, name, facets=_content(digest))
            for name, digest in sorted(year.released.items())
        ]
    facets = {
        **_source(year),
        "schema": schema_dataset.SchemaDatasetFacet(
            [
                schema_dataset.SchemaDatasetFacetFields(name, kind, told or None, at)
                for at, (name, kind, told) in enumerate(made.columns, start=1)
            ]
        ),
    }
    if made.parents:
        facets["columnLineage"] = _column_lineage(year, made)
    counted = {}
    if made.rows is not None:
        counted["outputStatistics"] = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
            rowCount=made.rows
        )
    return [OutputDataset(year.tables, made.asset, facets=facets, outputFacets=counted)]


def _column_lineage(year: Year, made: Made) -> column_lineage_dataset.ColumnLineageDatasetFacet:
    fields = {
        column: column_lineage_dataset.Fields(
            [column_lineage_dataset.InputField(year.tables, asset, name) for asset, name in parents]
        )
        for column, parents in sorted(made.parents.items())
    }
    return column_lineage_dataset.ColumnLineageDatasetFacet(fields)


def _source(year: Year) -> dict:
    return {"dataSource": datasource_dataset.DatasourceDatasetFacet(name=year.tables, uri=year.tables)}


def _by_asset(checked: Sequence[Checked]) -> dict[str, list[Checked]]:
    found: dict[str, list[Checked]] = {}
    for one in checked:
        found.setdefault(one.asset, []).append(one)
    return found


def _of_checks(happened: Happened, year: Year, asset: str, checks: Sequence[Checked]) -> Iterator[RunEvent]:
    name = f"{asset}.checks"
    run, job = _child(happened, year, name), _job(year, name, "TEST")
    assertions = [assertion for check in checks for assertion in _assertions(year, check)]
    facet = data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(assertions)
    seen = _seen(year, asset, {"dataQualityAssertions": facet})
    yield _event(RunState.START, min(one.at for one in checks), run, job)
    yield _event(RunState.COMPLETE, max(one.at for one in checks), run, job, seen)


def _seen(year: Year, asset: str, asserted: dict) -> list[InputDataset]:
    """What the checks of an asset are of: its table, or each file of the draft; nothing while there is no draft."""
    if asset == DRAFT:
        return [
            InputDataset(year.files, name, facets=_content(digest), inputFacets=asserted)
            for name, digest in sorted(year.released.items())
        ]
    return [InputDataset(year.tables, asset, facets=_source(year), inputFacets=asserted)]


def _assertions(year: Year, check: Checked) -> Iterator[data_quality_assertions_dataset.Assertion]:
    """A gate is its rules; any other check is one assertion."""
    rules = year.gates.get(check.asset, ()) if check.check.endswith("_gate") else ()
    for rule in rules:
        yield data_quality_assertions_dataset.Assertion(
            assertion=rule.id,
            success=rule.success,
            severity="warn" if rule.severity == "warning" else "error",
            name=f"{check.check}/{rule.id}",
            expected=rule.expected or None,
            actual=rule.observed or None,
        )
    if not rules:
        yield data_quality_assertions_dataset.Assertion(
            assertion=check.check, success=check.passed, severity=check.severity, name=check.check
        )


def _of_failure(happened: Happened, year: Year, failed: Failed) -> Iterator[RunEvent]:
    name = f"step.{failed.step}"
    run, job = _child(happened, year, name), _job(year, name, "STEP")
    yield _event(RunState.START, failed.started, run, job)
    run = _child(happened, year, name)
    run.facets = {**(run.facets or {}), "errorMessage": _error(failed.message)}
    yield _event(RunState.FAIL, failed.ended, run, job)


def _error(message: str) -> error_message_run.ErrorMessageRunFacet:
    return error_message_run.ErrorMessageRunFacet(message=message, programmingLanguage="PYTHON")


def _year_run(happened: Happened, year: Year) -> Run:
    """The year's own run; its nominal end is excluded, so it is the first day of the next year."""
    next_year = year.last_day + timedelta(days=1)
    return Run(
        happened.run_id,
        facets={
            "nominalTime": nominal_time_run.NominalTimeRunFacet(
                f"{year.first_day.isoformat()}T00:00:00Z", f"{next_year.isoformat()}T00:00:00Z"
            ),
            "processing_engine": processing_engine_run.ProcessingEngineRunFacet(
                version=version("dagster"), name="Dagster", openlineageAdapterVersion=version("esg-warehouse")
            ),
        },
    )


def _child(happened: Happened, year: Year, name: str) -> Run:
    parent = parent_run.ParentRunFacet(parent_run.Run(happened.run_id), parent_run.Job(year.jobs, YEAR_JOB))
    return Run(str(uuid5(UUID(happened.run_id), name)), facets={"parent": parent})


def _job(year: Year, name: str, kind: str) -> Job:
    facet = job_type_job.JobTypeJobFacet(processingType="BATCH", integration="DAGSTER", jobType=kind)
    return Job(year.jobs, name, facets={"jobType": facet})


def _event(
    state: RunState,
    at: float,
    run: Run,
    job: Job,
    inputs: Sequence[InputDataset] = (),
    outputs: Sequence[OutputDataset] = (),
) -> RunEvent:
    when = datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")
    return RunEvent(
        eventTime=when.replace("+00:00", "Z"),
        run=run,
        job=job,
        eventType=state,
        inputs=list(inputs),
        outputs=list(outputs),
        producer=PRODUCER,
    )
