"""What a suite found, and the table `gates.results` that keeps it. Judging rows is not here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import duckdb

from dagster_project.gates.suites import Gate, Severity

Outcome = Literal["passed", "failed"]
RECORDED_KEYS = 20

RESULTS = """
create schema if not exists gates;
create table if not exists gates.results (
    gate varchar not null, suite varchar not null, inputs_fingerprint varchar not null,
    table_fingerprint varchar not null, rows bigint not null, rules integer not null,
    failed_rules integer not null, warned_rules integer not null, outcome varchar not null,
    detail json not null,
    primary key (gate, suite)
);
"""


@dataclass(frozen=True)
class Finding:
    """A row that breaks a row rule, as quarantine keeps it.

    Attributes:
        column: the columns that the rule looks at, separated by commas.
        found: their values, personal ones masked.
    """

    row_id: str
    rule: str
    column: str
    found: str
    expected: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class RuleResult:
    """What one rule found.

    Attributes:
        expected: the rule in a few words.
        observed: what was seen instead, in a few words; for a rule that could not run, why.
        ran: False if the rule could not be evaluated, which counts as failed.
        failing: keys of the rows that fail, all of them, in the order of the frame; empty for a table rule.
        samples: for the first failing rows, what was found in their non-personal columns.
    """

    id: str
    severity: Severity
    scope: Literal["row", "table"]
    success: bool
    expected: str
    observed: str
    message: str
    remedy: str
    ran: bool = True
    failing: tuple[str, ...] = ()
    samples: tuple[tuple[str, str], ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether it stops the year: any failed error, and whatever could not run."""
        return not self.ran or (not self.success and self.severity == "error")


@dataclass(frozen=True)
class SuiteResult:
    """What one suite found on one frame.

    Attributes:
        reasons: why the suite fails besides its rules: no rows, rows where none may be, an exception.
        findings: rows for quarantine, from error rules that judge rows.
    """

    gate: Gate
    suite: str
    table: str
    rows: int
    rules: tuple[RuleResult, ...] = ()
    reasons: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=(), repr=False)

    @property
    def blocking(self) -> list[RuleResult]:
        return [rule for rule in self.rules if rule.blocks]

    @property
    def warnings(self) -> list[RuleResult]:
        return [rule for rule in self.rules if not rule.success and not rule.blocks]

    @property
    def passed(self) -> bool:
        """Whether the gate opens: it ran at least one rule and nothing that blocks was found."""
        return bool(self.rules) and not self.reasons and not self.blocking

    @property
    def outcome(self) -> Outcome:
        return "passed" if self.passed else "failed"

    def detail(self) -> dict[str, Any]:
        """What is recorded beside the counts: reasons, and each rule with its first failing rows."""
        return {
            "reasons": list(self.reasons),
            "rules": [
                {
                    "id": rule.id,
                    "severity": rule.severity,
                    "success": rule.success,
                    "ran": rule.ran,
                    "expected": rule.expected,
                    "observed": rule.observed,
                    "failing_rows": len(rule.failing),
                    "first_failing": list(rule.failing[:RECORDED_KEYS]),
                }
                for rule in self.rules
            ],
        }


@dataclass(frozen=True)
class RecordedResult:
    """A row of `gates.results`."""

    gate: str
    suite: str
    inputs_fingerprint: str
    table_fingerprint: str
    rows: int
    rules: int
    failed_rules: int
    warned_rules: int
    outcome: str
    detail: dict[str, Any]


def record(
    connection: duckdb.DuckDBPyConnection,
    result: SuiteResult,
    inputs_fingerprint: str,
    table_fingerprint: str,
) -> None:
    """Keep a result in `gates.results`, in place of what the same suite found before.

    `inputs_fingerprint` says what the year is computed from, `table_fingerprint` what the suite's table held.
    """
    connection.execute(RESULTS)
    connection.execute(
        "insert or replace into gates.results values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            result.gate,
            result.suite,
            inputs_fingerprint,
            table_fingerprint,
            result.rows,
            sum(rule.ran for rule in result.rules),
            len(result.blocking),
            len(result.warnings),
            result.outcome,
            json.dumps(result.detail(), ensure_ascii=False, sort_keys=True),
        ],
    )


def read_results(connection: duckdb.DuckDBPyConnection) -> Sequence[RecordedResult]:
    """What is recorded, by gate and suite; nothing where no gate ever ran."""
    known = connection.execute(
        "select count(*) from information_schema.tables "
        "where table_schema = 'gates' and table_name = 'results'"
    ).fetchone()
    if known is None or known[0] == 0:
        return []
    rows = connection.execute(
        "select gate, suite, inputs_fingerprint, table_fingerprint, rows, rules, failed_rules, warned_rules, "
        "outcome, cast(detail as varchar) from gates.results order by gate, suite"
    ).fetchall()
    return [RecordedResult(*row[:-1], detail=json.loads(row[-1])) for row in rows]
