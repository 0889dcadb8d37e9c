"""What a gate's check shows in the UI: one line, every rule with how it stands, and a link to the gate report."""

from __future__ import annotations

from dagster import AssetCheckResult, AssetKey, MarkdownMetadataValue, MetadataValue, TableRecord

from dagster_project.checks.severity import severity_of
from dagster_project.gates.report import headline
from dagster_project.gates.results import Outcome, RuleResult, SuiteResult
from dagster_project.links import gate_report

LINK = "gate report"


def gate_check(
    key: AssetKey, check: str, year: int, outcome: Outcome, report: str, result: SuiteResult | None
) -> AssetCheckResult:
    """The result of a gate. Without `result` nothing was to be judged, and `report` says why."""
    suite = f"{result.gate}-{result.suite}" if result else ""
    metadata = {LINK: MetadataValue.url(gate_report(year, suite)), "report": MarkdownMetadataValue(report)}
    if result is not None:
        metadata |= {
            "rows seen": MetadataValue.int(result.rows),
            "rules run": MetadataValue.int(sum(rule.ran for rule in result.rules)),
            "rows failing": MetadataValue.int(sum(len(rule.failing) for rule in result.rules)),
            "findings explained": MetadataValue.int(len(result.findings) - len(result.unexplained)),
            "findings to explain": MetadataValue.int(len(result.unexplained)),
        }
    if result is not None and result.rules:
        metadata["rules"] = MetadataValue.table([_row(rule) for rule in result.rules])
    return AssetCheckResult(
        asset_key=key,
        check_name=check,
        passed=outcome == "passed",
        severity=severity_of(outcome),
        description=headline(result).replace("**", "") if result else report,
        metadata=metadata,
    )


def _row(rule: RuleResult) -> TableRecord:
    return TableRecord(
        {
            "rule": rule.id,
            "stands": _standing(rule),
            "expected": rule.expected,
            "observed": rule.observed,
            "rows failing": len(rule.failing),
        }
    )


def _standing(rule: RuleResult) -> str:
    if rule.success and rule.ran:
        return "held"
    return "stops the year" if rule.blocks else "warning"
