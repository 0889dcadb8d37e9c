"""Which suites a year needs, and the refusal to publish unless each passed on these very inputs.

What a suite found is in `results.py`, a company's answers to it in `explanations.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.company import Company
from dagster_project.gates.explanations import Explanation, stale
from dagster_project.gates.fingerprints import TableMissingError, fingerprint_table
from dagster_project.gates.results import Finding, RecordedResult, read_findings, read_results
from dagster_project.gates.suites import GATES, Gate, Suite, load_suites
from dagster_project.project import EXPECTATIONS_DIR

COMPANY_REGISTERS = "company__"
SHOWN_FINDINGS = 30


class GateNotPassed(Exception):  # noqa: N818
    """The year may not be published; the message lists every suite that is missing, stale or failed."""


@dataclass(frozen=True)
class RequiredSuite:
    """A suite that has to have passed, and the table that it has to have seen."""

    gate: Gate
    suite: str
    table: str


def required_suites(company: Company, expectations_dir: Path = EXPECTATIONS_DIR) -> list[RequiredSuite]:
    """Every suite that a year of the company needs: its exports in scope, its registers, all of publish.

    Raises:
        SuiteError: a suite file cannot be used.
        GateNotPassed: an export in scope has no suite.
    """
    suites = [suite for gate in GATES for suite in load_suites(gate, expectations_dir).values()]
    required = [suite for suite in suites if suite.gate == "publish" or _in_scope(suite, company)]
    without = sorted(set(company.exports) - {suite.suite for suite in required if suite.gate == "intake"})
    if without:
        raise GateNotPassed(
            f"Exports in scope without a suite: {', '.join(without)}.\n"
            f"Write {expectations_dir / 'intake'}/<export>.yml for each, or take it out of company.yml."
        )
    return [RequiredSuite(suite.gate, suite.suite, suite.table) for suite in required]


def _in_scope(suite: Suite, company: Company) -> bool:
    return suite.suite in company.exports or suite.suite.startswith(COMPANY_REGISTERS)


def require_all_passed(
    connection: duckdb.DuckDBPyConnection,
    required: Sequence[RequiredSuite],
    inputs_fingerprint: str,
    explanations: Sequence[Explanation] = (),
) -> None:
    """Refuse unless each required suite passed on these inputs and its table still holds what the suite saw.

    Raises:
        GateNotPassed: nothing is required, any suite is missing, stale or failed, a finding is unexplained,
            or an explanation would be printed whose finding is gone; all of them, with what to do.
    """
    if not required:
        raise GateNotPassed(
            "No suite is required, so nothing was checked. A year without gates is not published."
        )
    recorded = {(result.gate, result.suite): result for result in read_results(connection)}
    faults: dict[str, list[str]] = {}
    for one in required:
        fault = _fault(connection, one, recorded, inputs_fingerprint)
        if fault:
            faults.setdefault(fault, []).append(f"{one.gate}/{one.suite}")
    said = []
    if faults:
        count = sum(len(suites) for suites in faults.values())
        listing = "\n".join(f"  {', '.join(suites)}: {fault}" for fault, suites in faults.items())
        said.append(f"{count} of {len(required)} gates have not passed on these inputs:\n{listing}")
    findings = read_findings(connection)
    said += _unexplained([finding for finding in findings if finding.answer is None])
    said += _printed_in_vain([entry for entry in stale(explanations, findings) if entry.note])
    if said:
        raise GateNotPassed("\n\n".join(said))


def _unexplained(findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return []
    lines = [f"{len(findings)} findings wait for an explanation in writing:"]
    for finding in findings[:SHOWN_FINDINGS]:
        times = f" ({finding.times} times)" if finding.times > 1 else ""
        lines.append(f"  {finding.rule}, {finding.subject}: {finding.seen}{times}")
        lines.append(f"    {finding.message} {finding.remedy}")
    if len(findings) > SHOWN_FINDINGS:
        lines.append(f"  and {len(findings) - SHOWN_FINDINGS} more: esg findings")
    lines.append(
        "Mend the data where they are wrong. Where they are right, `esg findings --draft` writes the entries "
        "into explanations/<year>.yml; fill in reason, by and on, and run the year again."
    )
    return ["\n".join(lines)]


def _printed_in_vain(entries: Sequence[Explanation]) -> list[str]:
    return [
        f"The explanation of {entry.rule}, {entry.subject} would be printed as a note, but what it explains is gone "
        f"({entry.seen}). Take it out of explanations/<year>.yml, or bring it up to date."
        for entry in entries
    ]


def _fault(
    connection: duckdb.DuckDBPyConnection,
    required: RequiredSuite,
    recorded: Mapping[tuple[str, str], RecordedResult],
    inputs_fingerprint: str,
) -> str | None:
    result = recorded.get((required.gate, required.suite))
    if result is None:
        return "missing. Never ran for this year; run the year, or its table with the checks."
    if result.outcome == "failed":
        return f"failed. {_why(result)}"
    if result.rules < 1:
        return "failed. It ran no rule; its suite file must hold at least one."
    if result.inputs_fingerprint != inputs_fingerprint:
        return (
            "stale. Files of the company, reference data or code changed since it passed; run the year again."
        )
    try:
        now = fingerprint_table(connection, required.table)
    except TableMissingError as error:
        return f"stale. {error}; run the year again."
    if now != result.table_fingerprint:
        return (
            f"stale. {required.table} changed since it passed; run the year again so that the gate sees it."
        )
    return None


def _why(result: RecordedResult) -> str:
    reasons = list(result.detail["reasons"])
    reasons += [
        f"{rule['id']} (expected {rule['expected']}; {rule['observed']})"
        for rule in result.detail["rules"]
        if not rule["ran"] or (not rule["success"] and rule["severity"] == "error")
    ]
    return "; ".join(reasons) + ". Put it right and run the year again."
