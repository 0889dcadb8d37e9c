"""Runs a suite on a frame and says what it found. A gate that cannot run has failed.

How Great Expectations is called is in `engine.py`, what a frame looks like to it in `frames.py`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import duckdb

from dagster_project.company import Company
from dagster_project.gates.contract_rules import (
    COUNTED,
    SCREEN,
    contract_faults,
    contract_rules,
    count_faults,
    missing_columns,
    screening_rule,
)
from dagster_project.gates.engine import Verdict, evaluate
from dagster_project.gates.frames import GateError, Parameters, View, frame_of
from dagster_project.gates.results import BrokenRow, Finding, RuleResult, SuiteResult
from dagster_project.gates.suites import KEY_ROW_ID, Rule, Suite

if TYPE_CHECKING:
    import pandas as pd

    from dagster_project.registry.contracts import Contract

SAMPLES = 20
MOST_FINDINGS = 50
MASKED = "(personal)"
WHOLE_TABLE = "the whole table"

Pseudonym = Callable[[str, str], str]
"""A personal value and its kind, as the contract names it, to what may be shown in its place."""

NO_ROWS = (
    "It saw no rows. If the export is rightly empty this year, say so with the reason under "
    "`rightly_empty` in company.yml; otherwise hand in the file."
)


def masked(value: str, kind: str) -> str:
    """The pseudonym that tells nobody apart."""
    return MASKED


def year_parameters(company: Company, year: int) -> dict[str, Any]:
    """What suites may ask for as `$name`: the year, its label, its first and last day and its months."""
    starts_on, ends_on = company.reporting_year.dates(year)
    first = starts_on.year * 12 + starts_on.month - 1
    months = [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, first + 12)]
    return {
        "year": year,
        "label": str(year),
        "year_start": starts_on,
        "year_end": ends_on,
        "months": months,
    }


def run_intake_suite(
    suite: Suite,
    contract: Contract,
    frame: pd.DataFrame,
    parameters: Parameters,
    rightly_empty: str | None = None,
    pseudonym: Pseudonym = masked,
) -> SuiteResult:
    """Judge an export as it arrived: the rules of its contract first, then those of its suite.

    Args:
        frame: canonical text, one row per row of the export, with `row_id`.
        parameters: as `year_parameters`.
        rightly_empty: the company's reason why the export has no rows this year; then rows are a fault.
        pseudonym: what stands for a personal value (and its kind) in the subject of a finding.
    """
    return _run(suite, frame, parameters, contract, rightly_empty, pseudonym)


def run_publish_suite(
    suite: Suite, connection: duckdb.DuckDBPyConnection, parameters: Parameters
) -> SuiteResult:
    """Judge a table of the year's warehouse by the suite's own query.

    Args:
        parameters: as `year_parameters`, and `lines`: how many lines the outline prints.
    """
    try:
        frame = frame_of(connection, suite.query)
    except duckdb.Error as error:
        return SuiteResult(suite.gate, suite.suite, suite.table, 0, reasons=(f"Its query failed: {error}",))
    return run_suite(suite, frame, parameters)


def run_suite(suite: Suite, frame: pd.DataFrame, parameters: Parameters) -> SuiteResult:
    """Judge a frame by the suite's rules alone."""
    return _run(suite, frame, parameters, None, None, masked)


def _run(
    suite: Suite,
    frame: pd.DataFrame,
    parameters: Parameters,
    contract: Contract | None,
    rightly_empty: str | None,
    pseudonym: Pseudonym,
) -> SuiteResult:
    try:
        lacking = _lacking(suite, contract, frame)
        if lacking:
            raise GateError(f"the frame lacks {', '.join(lacking)}")
        if len(frame) == 0:
            return _of_no_rows(suite, contract, rightly_empty)
        if rightly_empty:
            reason = f"Declared rightly empty ({rightly_empty}), but it has {len(frame)} rows."
            return SuiteResult(suite.gate, suite.suite, suite.table, len(frame), reasons=(reason,))
        return _of_rows(suite, frame.reset_index(drop=True), parameters, contract, pseudonym)
    except Exception as error:  # a gate that cannot run blocks, whatever the cause
        reason = f"It could not run: {type(error).__name__}: {error}"
        return SuiteResult(suite.gate, suite.suite, suite.table, len(frame), reasons=(reason,))


def _lacking(suite: Suite, contract: Contract | None, frame: pd.DataFrame) -> list[str]:
    if contract is not None:
        return missing_columns(contract, frame)
    return [column for column in suite.key if column not in frame.columns]


def _of_no_rows(suite: Suite, contract: Contract | None, rightly_empty: str | None) -> SuiteResult:
    optional = contract is not None and contract.optional
    reason = rightly_empty or ("a register that a company may do without" if optional else None)
    if reason is None:
        return SuiteResult(suite.gate, suite.suite, suite.table, 0, reasons=(NO_ROWS,))
    empty = RuleResult(
        id="rightly_empty",
        severity="error",
        scope="table",
        success=True,
        expected="no rows",
        observed=f"no rows: {reason}",
        message="An export that is declared rightly empty has rows.",
        remedy="Withdraw the declaration in company.yml, or the file.",
    )
    return SuiteResult(suite.gate, suite.suite, suite.table, 0, rules=(empty,))


def _of_rows(
    suite: Suite,
    frame: pd.DataFrame,
    parameters: Parameters,
    contract: Contract | None,
    pseudonym: Pseudonym,
) -> SuiteResult:
    view = View(frame, contract, parameters)
    view.add_derived(suite)
    rules = list(suite.rules)
    if contract is not None:
        view.add(count_faults(contract, frame))
        rules = [screening_rule(), *rules]
    verdicts = _evaluate(view, rules)
    if contract is not None and not verdicts[SCREEN].success:
        verdicts |= _evaluate(view, contract_rules())
        rules = [*contract_rules(), *suite.rules]
    told = _Told(suite, frame, view.frame, contract, pseudonym)
    return SuiteResult(
        suite.gate,
        suite.suite,
        suite.table,
        len(frame),
        tuple(told.result(rule, verdicts[rule.id]) for rule in rules),
        broken_rows=tuple(row for rule in rules for row in told.broken_rows(rule, verdicts[rule.id])),
        findings=tuple(finding for rule in rules for finding in told.findings(rule, verdicts[rule.id])),
    )


def _evaluate(view: View, rules: Sequence[Rule]) -> dict[str, Verdict]:
    prepared = {rule.id: (rule.type, view.arguments(rule)) for rule in rules}
    return evaluate(view.frame, prepared)


class _Told:
    """Puts verdicts into words: which rows by their keys, what they hold, personal columns masked."""

    def __init__(
        self,
        suite: Suite,
        frame: pd.DataFrame,
        view: pd.DataFrame,
        contract: Contract | None,
        pseudonym: Pseudonym,
    ) -> None:
        self._suite = suite
        self._frame = frame
        self._view = view
        self._contract = contract
        self._pseudonym = pseudonym

    def result(self, rule: Rule, verdict: Verdict) -> RuleResult:
        positions = verdict.positions
        return RuleResult(
            id=rule.id,
            severity=rule.severity,
            scope=rule.scope,
            success=verdict.success,
            expected=COUNTED[rule.id].expected if rule.id in COUNTED else rule.expected,
            observed=verdict.error or verdict.observed or f"{len(positions)} of {len(self._frame)} rows fail",
            message=rule.message,
            remedy=rule.remedy,
            ran=verdict.error is None,
            failing=tuple(self._key(position) for position in positions),
            samples=tuple(
                (self._key(position), self._found(columns, position))
                for position, columns, _ in islice(self._faults(rule, positions), SAMPLES)
                if rule.id != SCREEN
            ),
        )

    def broken_rows(self, rule: Rule, verdict: Verdict) -> list[BrokenRow]:
        """The rows for quarantine: those that break an error rule which judges rows."""
        if rule.scope != "row" or rule.severity != "error" or not verdict.positions:
            return []
        faults = self._faults(rule, verdict.positions)
        return [self._broken_row(rule, position, columns, expected) for position, columns, expected in faults]

    def findings(self, rule: Rule, verdict: Verdict) -> list[Finding]:
        """What a person has to explain: one finding for each subject of a warning, or one for the table.

        Of more subjects than anyone would answer one by one there is one finding, which changes if any does.
        """
        if verdict.success or verdict.error or rule.severity != "warning":
            return []
        named = partial(
            Finding,
            f"{self._suite.gate}/{self._suite.suite}/{rule.id}",
            message=rule.message,
            remedy=rule.remedy,
        )
        if not verdict.positions:
            return [named(WHOLE_TABLE, verdict.observed, 1)]
        seen = Counter(
            (self._subject(position), self._found(columns, position))
            for position, columns, _ in self._faults(rule, verdict.positions)
        )
        if len(seen) > MOST_FINDINGS:
            digest = hashlib.sha256(repr(sorted(seen.items())).encode()).hexdigest()[:12]
            return [named(WHOLE_TABLE, f"{len(verdict.positions)} rows, digest {digest}", 1)]
        return [named(subject, found, times) for (subject, found), times in sorted(seen.items())]

    def _faults(self, rule: Rule, positions: Sequence[int]) -> Iterator[tuple[int, list[str], str]]:
        """Row, columns and what was expected; for a rule that counts broken cells, one for each cell."""
        if rule.id in COUNTED and rule.id != SCREEN and self._contract is not None and positions:
            for fault in contract_faults(self._contract, self._frame, rule.id):
                yield fault.position, fault.columns, fault.expected
            return
        columns = self._columns(rule)
        for position in positions:
            yield position, columns, rule.expected

    def _broken_row(self, rule: Rule, position: int, columns: Sequence[str], expected: str) -> BrokenRow:
        return BrokenRow(
            row_id=self._key(position),
            rule=rule.id,
            column=", ".join(columns),
            found=self._found(columns, position),
            expected=expected,
            reason=rule.message,
            remedy=rule.remedy,
        )

    def _key(self, position: int) -> str:
        columns = self._suite.key or [KEY_ROW_ID]
        return " / ".join(str(self._frame[column].iloc[position]) for column in columns)

    def _subject(self, position: int) -> str:
        """What a row is of, in words that outlive the file; its row id would not."""
        if self._contract is None:
            return self._key(position)
        columns = self._contract.columns
        key = self._contract.key or [name for name, column in columns.items() if column.required]
        return ", ".join(f"{name} = {self._named(name, position)}" for name in key)

    def _named(self, column: str, position: int) -> str:
        value = str(self._frame[column].iloc[position])
        kind = self._contract.columns[column].personal if self._contract else None
        return self._pseudonym(value, kind) if kind else value

    def _columns(self, rule: Rule) -> list[str]:
        """The rule's columns, a derived one replaced by the columns of the frame that it is derived from."""
        return list(dict.fromkeys(source for column in rule.columns for source in self._sources(column)))

    def _sources(self, column: str) -> Iterator[str]:
        derived = self._suite.derived.get(column)
        if derived is None:
            yield column
            return
        for name in derived.inputs:
            if name in self._suite.derived or name in self._frame.columns:
                yield from self._sources(name)

    def _found(self, columns: Sequence[str], position: int) -> str:
        return ", ".join(f"{column} = {self._value(column, position)}" for column in columns)

    def _value(self, column: str, position: int) -> str:
        import pandas as pd

        stated: Mapping[str, Any] = self._contract.columns if self._contract else {}
        if column in stated and stated[column].personal:
            return MASKED
        frame = self._frame if column in self._frame.columns else self._view
        value = frame[column].iloc[position]
        return "(empty)" if pd.isna(value) else str(value)
