"""Which suites judge what a figure is made of, and what each said last. The rules are in `expectations/`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import duckdb

from dagster_project.figures.values import Key
from dagster_project.gates.results import Finding, read_findings, read_results
from dagster_project.gates.suites import Suite, load_suites
from dagster_project.registry.kpis import Kpi


@dataclass(frozen=True)
class Check:
    """What a gate's suite said last, and how many rules it ran."""

    gate: str
    suite: str
    outcome: str
    rules: int


def read_checks(connection: duckdb.DuckDBPyConnection) -> list[Check]:
    """What every suite of the year said last."""
    return [Check(one.gate, one.suite, one.outcome, one.rules) for one in read_results(connection)]


@cache
def _publish_suites() -> dict[str, Suite]:
    """Read once: every figure is asked for its own."""
    return load_suites("publish")


def checks_of(kpi: Kpi, checks: Iterable[Check]) -> list[Check]:
    """Those that judge a KPI's exports, the audits of these, its mart, or every figure."""
    exports = set(kpi.possible_exports)
    concerned = {("intake", one) for one in exports} | {
        (suite.gate, name)
        for name, suite in _publish_suites().items()
        if name == kpi.mart or exports.intersection(suite.exports) or not (suite.exports or suite.kpis)
    }
    return [one for one in checks if (one.gate, one.suite) in concerned]


def findings_of_figures(connection: duckdb.DuckDBPyConnection) -> dict[Key, list[Finding]]:
    """By figure, what warnings of any suite saw in it, with the answers."""
    found: defaultdict[Key, list[Finding]] = defaultdict(list)
    for finding in read_findings(connection):
        parts = finding.subject.split(" / ")
        if len(parts) == len(Key._fields):
            found[Key(*parts)].append(finding)
    return dict(found)
