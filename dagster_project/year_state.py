"""The state of the year as the result of a check of its draft: whether the year may be published, and why not.

A run that is stopped never reaches its draft. So the check is no step of the run: it is evaluated when a run ends.
The check itself is in `checks/draft_state.py`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dagster import (
    AssetCheckEvaluation,
    AssetCheckKey,
    AssetKey,
    DagsterEvent,
    DagsterEventType,
    DagsterInstance,
    DagsterRun,
    MetadataValue,
    TableRecord,
)
from dagster._core.instance.utils import RUNLESS_JOB_NAME
from dagster._core.utils import make_new_run_id

from dagster_project.links import gate_report
from dagster_project.markdown_text import code, escaped
from dagster_project.settings import Settings

if TYPE_CHECKING:
    from dagster_project.quality.model import Quality
    from dagster_project.quality.state import YearState

STATE = AssetCheckKey(AssetKey(["release", "draft"]), "state_of_the_year")


def report_year_state(instance: DagsterInstance, settings: Settings, year: int, run: DagsterRun) -> None:
    """Evaluate the check for a year whose run ends, whether or not it reached its draft, as an event of that run."""
    _report(instance, settings, year, run.job_name, run.run_id)


def tell_year_state(instance: DagsterInstance, settings: Settings, year: int) -> None:
    """Evaluate the check after something outside of any run, such as an approval from the command line.

    Dagster takes only one evaluation of a partition that is of no run, so each has an id of its own.
    """
    _report(instance, settings, year, RUNLESS_JOB_NAME, make_new_run_id())


def _report(instance: DagsterInstance, settings: Settings, year: int, job: str, run_id: str) -> None:
    evaluated = AssetCheckEvaluation(**evaluated_state(settings, year), partition=str(year))
    event = DagsterEvent(
        event_type_value=DagsterEventType.ASSET_CHECK_EVALUATION.value,
        job_name=job,
        message=evaluated.description,
        event_specific_data=evaluated,
    )
    instance.report_dagster_event(event, run_id)


def evaluated_state(settings: Settings, year: int) -> dict[str, Any]:
    """What an evaluation of the check says of a year, as the arguments of Dagster's results."""
    from dagster_project.quality.page import told
    from dagster_project.quality.state import year_states

    states = year_states(settings, year)
    state = next(one for one in states if one.year == year)
    return {
        "asset_key": STATE.asset_key,
        "check_name": STATE.name,
        "passed": state.may_be_published,
        "description": f"{year}: {state.says}. "
        + (told(state.quality) if state.quality else "")
        + f" Sign-off: {state.sign_off}.",
        "metadata": _shown(state, states) | _signed(settings, year),
    }


def _shown(state: "YearState", states: Sequence["YearState"]) -> dict[str, Any]:
    from dagster_project.quality.short import what_stopped

    metadata: dict[str, Any] = {
        "years": MetadataValue.table([TableRecord(_line(one)) for one in states]),
        "gate report": MetadataValue.url(gate_report(state.year)),
    }
    quality = state.quality
    if quality is None:
        return metadata
    if not state.may_be_published:
        metadata["what stops it"] = MetadataValue.text(what_stopped(quality))
    return metadata | {
        "what to do next": MetadataValue.md(
            "\n".join(f"- {code(step.do)} {escaped(step.why)}" for step in quality.steps)
        ),
        "rows in quarantine": MetadataValue.int(len(quality.quarantine)),
        "findings to explain": MetadataValue.int(len(quality.open)),
        "findings explained": MetadataValue.int(len(quality.explained)),
        "gates passed": MetadataValue.int(_gates_passed(quality)),
    }


def _signed(settings: Settings, year: int) -> dict[str, Any]:
    from dagster_project.signoff.short import signatures

    lines = [TableRecord(line) for line in signatures(settings, year)]
    return {"signatures": MetadataValue.table(lines)} if lines else {}


def _line(state: "YearState") -> dict[str, str | int]:
    quality = state.quality
    seen = {
        "rows landed": "-",
        "in quarantine": "-",
        "to explain": "-",
        "explained": "-",
        "gates passed": "-",
    }
    if quality is not None:
        seen = {
            "rows landed": f"{sum(file.landed for file in quality.files):,}",
            "in quarantine": f"{len(quality.quarantine):,}",
            "to explain": f"{len(quality.open):,}",
            "explained": f"{len(quality.explained):,}",
            "gates passed": f"{_gates_passed(quality)} of {len(quality.suites)}",
        }
    return {
        "year": str(state.year),
        "state": state.says,
        "exports arrived": f"{state.exports} of {state.of}",
        **seen,
        "draft": state.draft,
        "sign-off": state.sign_off,
    }


def _gates_passed(quality: "Quality") -> int:
    return len(quality.standing("passed", "explained"))
