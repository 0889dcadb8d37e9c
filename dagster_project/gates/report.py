"""A suite's result as a short text for Dagster's check metadata and the terminal. No names or ID numbers."""

from __future__ import annotations

from dagster_project.gates.results import Finding, RuleResult, SuiteResult
from dagster_project.markdown_text import code, escaped

SHOWN = 5


def as_markdown(result: SuiteResult) -> str:
    """The result as Markdown: a headline, what stops the year, warnings, then the rules that hold."""
    failed = [_rule(rule, "stops the year") for rule in result.blocking]
    warned = [_rule(rule, "warning") for rule in result.warnings]
    answers = [_finding(finding) for finding in result.findings]
    held = [f"`{rule.id}`" for rule in result.rules if rule.success]
    parts = [
        headline(result),
        *(f"- **stops the year**: {escaped(reason)}" for reason in result.reasons),
        *failed,
        *warned,
        *answers,
    ]
    if result.look_in:
        parts.append(f"Look in: {escaped('; '.join(result.look_in))}.")
    if held:
        parts.append(f"Held: {', '.join(held)}.")
    return "\n\n".join(parts)


def headline(result: SuiteResult) -> str:
    """One line: gate, suite, outcome, rows, rules, and how many failed or warned."""
    ran = sum(rule.ran for rule in result.rules)
    tail = "".join(
        f", {len(some)} {word}"
        for some, word in (
            (result.blocking, "failed"),
            (result.findings, "findings"),
            (result.unexplained, "unexplained"),
        )
        if some
    )
    return f"**{result.gate}/{result.suite} {result.outcome}**: {result.rows} rows, {ran} rules{tail}"


def _finding(finding: Finding) -> str:
    answer = finding.answer
    told = f"explained by {answer.by} on {answer.on}: {answer.reason}" if answer else "not explained yet"
    times = f" ({finding.times} times)" if finding.times > 1 else ""
    return f"- {code(finding.subject)}: {escaped(finding.seen)}{times}\n  {escaped(told)}"


def _rule(rule: RuleResult, standing: str) -> str:
    lines = [
        f"- **{standing}** `{rule.id}`: {rule.message}",
        f"  expected {escaped(rule.expected)}; {escaped(rule.observed)}",
        *(f"  - row {code(key)}: {escaped(found)}" for key, found in rule.samples[:SHOWN]),
    ]
    if len(rule.failing) > SHOWN:
        lines.append(f"  - and {len(rule.failing) - SHOWN} more rows")
    return "\n".join([*lines, f"  What to do: {rule.remedy}"])
