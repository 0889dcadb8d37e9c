"""What a suite found, and the tables of schema `gates` that keep it. Judging rows is not here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import duckdb

from dagster_project.gates.suites import Gate, Severity

Outcome = Literal["passed", "unexplained", "failed"]
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
create table if not exists gates.findings (
    gate varchar not null, suite varchar not null, rule varchar not null, subject varchar not null,
    seen varchar not null, times integer not null, message varchar not null, remedy varchar not null,
    reason varchar, decided_by varchar, decided_on date,
    primary key (gate, suite, rule, subject, seen)
);
"""


@dataclass(frozen=True)
class BrokenRow:
    """A row that breaks an error rule, as quarantine keeps it.

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
class Answer:
    """Why a finding is right as it is: the reason, who gives it and when."""

    reason: str
    by: str
    on: date


@dataclass(frozen=True)
class Finding:
    """What a warning saw in one subject, and the written answer to it, if there is one.

    Attributes:
        rule: `<gate>/<suite>/<rule>`.
        subject: the row's key in words, which stays when a file is sent again; of people a keyed hash.
        seen: the values that the rule looks at.
        times: how many rows say exactly this.
    """

    rule: str
    subject: str
    seen: str
    times: int
    message: str
    remedy: str
    answer: Answer | None = None

    @property
    def identity(self) -> tuple[str, str, str, int]:
        """What an explanation has to name: if any part differs, it is another finding."""
        return self.rule, self.subject, self.seen, self.times


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

    def detail(self) -> dict[str, Any]:
        """What is recorded of it; of a rule that holds, no more than that."""
        held = {
            "id": self.id,
            "severity": self.severity,
            "scope": self.scope,
            "success": self.success,
            "ran": self.ran,
            "expected": self.expected,
            "observed": self.observed,
            "failing_rows": len(self.failing),
            "first_failing": list(self.failing[:RECORDED_KEYS]),
        }
        if self.success:
            return held
        return held | {
            "message": self.message,
            "remedy": self.remedy,
            "samples": [list(sample) for sample in self.samples],
        }


@dataclass(frozen=True)
class SuiteResult:
    """What one suite found on one frame.

    Attributes:
        reasons: why the suite fails besides its rules: no rows, rows where none may be, an exception.
        broken_rows: rows for quarantine, from error rules that judge rows.
        findings: what its warnings saw.
        look_in: of a publish suite that does not hold, what to open, the likeliest first.
    """

    gate: Gate
    suite: str
    table: str
    rows: int
    rules: tuple[RuleResult, ...] = ()
    reasons: tuple[str, ...] = ()
    broken_rows: tuple[BrokenRow, ...] = field(default=(), repr=False)
    findings: tuple[Finding, ...] = field(default=(), repr=False)
    look_in: tuple[str, ...] = ()

    @property
    def blocking(self) -> list[RuleResult]:
        return [rule for rule in self.rules if rule.blocks]

    @property
    def warnings(self) -> list[RuleResult]:
        return [rule for rule in self.rules if not rule.success and not rule.blocks]

    @property
    def unexplained(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.answer is None]

    @property
    def outcome(self) -> Outcome:
        """`failed` also if it ran no rule; `unexplained` if nothing but an answer in writing is missing."""
        if not self.rules or self.reasons or self.blocking:
            return "failed"
        return "unexplained" if self.unexplained else "passed"

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"

    def detail(self) -> dict[str, Any]:
        """What is recorded beside the counts: reasons, and each rule with its first failing rows."""
        return {"reasons": list(self.reasons), "rules": [rule.detail() for rule in self.rules]}


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
    """Keep a result and its findings, in place of what the same suite found before.

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
    connection.execute("delete from gates.findings where gate = ? and suite = ?", [result.gate, result.suite])
    if result.findings:
        connection.executemany(
            "insert into gates.findings values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_finding_row(finding) for finding in result.findings],
        )


def _finding_row(finding: Finding) -> list[Any]:
    answer = finding.answer
    return [
        *finding.rule.split("/"),
        finding.subject,
        finding.seen,
        finding.times,
        finding.message,
        finding.remedy,
        *((answer.reason, answer.by, answer.on) if answer else (None, None, None)),
    ]


def read_findings(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """What the warnings of a year saw, by rule and subject; nothing where no gate ever ran."""
    if not _is_there(connection, "findings"):
        return []
    rows = connection.execute(
        "select concat_ws('/', gate, suite, rule), subject, seen, times, message, remedy, reason, decided_by, "
        "decided_on from gates.findings order by gate, suite, rule, subject, seen"
    ).fetchall()
    return [Finding(*row[:6], answer=Answer(*row[6:]) if row[6] else None) for row in rows]


def _is_there(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    known = connection.execute(
        "select count(*) from information_schema.tables where table_schema = 'gates' and table_name = ?",
        [table],
    ).fetchone()
    return known is not None and known[0] > 0


def read_results(connection: duckdb.DuckDBPyConnection) -> Sequence[RecordedResult]:
    """What is recorded, by gate and suite; nothing where no gate ever ran."""
    if not _is_there(connection, "results"):
        return []
    rows = connection.execute(
        "select gate, suite, inputs_fingerprint, table_fingerprint, rows, rules, failed_rules, warned_rules, "
        "outcome, cast(detail as varchar) from gates.results order by gate, suite"
    ).fetchall()
    return [RecordedResult(*row[:-1], detail=json.loads(row[-1])) for row in rows]
