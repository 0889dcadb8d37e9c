"""Great Expectations, kept quiet and reused: rules in, verdicts out. What follows from them is not here.

The library takes seconds to import, so only the functions here import it, and only when a suite runs.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from dagster_project.gates.expectation_types import EXPECTATION_TYPES, class_name

if TYPE_CHECKING:
    import pandas as pd

CHECK_ONLY = {"result_format": "BOOLEAN_ONLY"}
COMPLETE = {
    "result_format": "COMPLETE",
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
}


@dataclass(frozen=True)
class Verdict:
    """What the library says of one rule.

    Attributes:
        error: why the rule could not be evaluated; None if it was.
        positions: rows that fail, by position in the frame.
        observed: what a table rule saw instead.
    """

    success: bool
    error: str | None = None
    positions: tuple[int, ...] = ()
    observed: str = ""


def evaluate(frame: pd.DataFrame, rules: Mapping[str, tuple[str, dict[str, Any]]]) -> dict[str, Verdict]:
    """Evaluate rules (id to type and arguments) on a frame whose index counts its rows from 0.

    First whether each holds, which costs a third of the full result; then the failing ones once more for the
    rows that fail. A rule that the library gives no result for has not run.
    """
    verdicts = _validate(frame, rules, CHECK_ONLY)
    failed = {id: rules[id] for id, verdict in verdicts.items() if not verdict.success and not verdict.error}
    if failed:
        verdicts |= _validate(frame, failed, COMPLETE)
    return {id: verdicts.get(id, Verdict(False, "the library gave no result")) for id in rules}


def _validate(
    frame: pd.DataFrame, rules: Mapping[str, tuple[str, dict[str, Any]]], result_format: dict[str, Any]
) -> dict[str, Verdict]:
    import great_expectations.expectations as library
    from great_expectations import ExpectationSuite
    from great_expectations.validator.v1_validator import Validator

    expectations = [_expectation(library, id, type, kwargs) for id, (type, kwargs) in rules.items()]
    validator = Validator(_batches(), batch_parameters={"dataframe": frame}, result_format=result_format)
    with _configurations_built_once():
        validated = validator.validate_expectation_suite(
            ExpectationSuite(name="suite", expectations=expectations)
        )
    results: list[Any] = validated.results
    return {result.expectation_config.meta["rule"]: _verdict(result) for result in results}


@contextmanager
def _configurations_built_once() -> Iterator[None]:
    """Let each expectation build its configuration once instead of some fifty times, two fifths of the time.

    The objects live as long as the suite runs, and nothing changes them meanwhile.
    """
    from great_expectations.expectations.expectation import Expectation

    build: Any = Expectation.configuration
    built: dict[int, tuple[Any, Any]] = {}

    def configuration(expectation: Any) -> Any:
        known = built.get(id(expectation))
        if known is None:
            known = built[id(expectation)] = (expectation, build.fget(expectation))
        return known[1]

    library_class: Any = Expectation
    library_class.configuration = property(configuration)
    try:
        yield
    finally:
        library_class.configuration = build


def _expectation(library: Any, id: str, type: str, kwargs: dict[str, Any]) -> Any:
    return getattr(library, class_name(type))(**EXPECTATION_TYPES[type].defaults | kwargs, meta={"rule": id})


@cache
def _batches() -> Any:
    """The one ephemeral context of the process, without telemetry or progress bars."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations
    from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.captureWarnings(False)
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    context = great_expectations.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas(name="frames").add_dataframe_asset(name="frame")
    return asset.add_batch_definition_whole_dataframe("whole")


def _verdict(result: Any) -> Verdict:
    errors = list(_errors(result.exception_info or {}))
    if errors:
        return Verdict(False, error="; ".join(sorted(set(errors))))
    found = result.result or {}
    positions = tuple(int(position) for position in found.get("unexpected_index_list") or [])
    return Verdict(bool(result.success), None, positions, _observed(found))


def _errors(info: Mapping[str, Any]) -> Iterable[str]:
    """The messages in the library's two shapes: one exception, or one for each metric."""
    for part in [info, *(one for one in info.values() if isinstance(one, Mapping))]:
        if part.get("raised_exception"):
            yield str(part.get("exception_message") or "an exception without a message")


def _observed(found: Mapping[str, Any]) -> str:
    told = []
    if found.get("observed_value") is not None:
        told.append(f"found {_plain(found['observed_value'])}")
    for name, words in (("partial_missing_list", "missing"), ("partial_unexpected_list", "not expected")):
        if "unexpected_index_list" not in found and found.get(name):
            told.append(f"{words}: {_plain(found[name])}")
    return "; ".join(told)


def _plain(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
