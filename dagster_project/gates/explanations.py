"""A company's written answers to what warnings saw, `explanations/<year>.yml`: an entry answers one finding.

What a warning is stands in its suite, who approves a report elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError, model_validator

from dagster_project.company import Names, Strict, company_labels, describe_faults
from dagster_project.durable import write_whole
from dagster_project.gates.results import Answer, Finding, SuiteResult
from dagster_project.own_files import is_own_file
from dagster_project.yaml_text import load_yaml

EXPLANATIONS_FOLDER = "explanations"

RulePath = Annotated[str, StringConstraints(pattern=r"^(?:intake|publish)/[a-z][a-z0-9_]*/[a-z][a-z0-9_]*$")]
Figure = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+/[a-z0-9_]+/[a-z0-9_]+$")]

INTRODUCTION = """\
# What the warnings of {year} saw, and why it is right as it is. An entry counts once it has a reason, who gives
# it (by) and when (on). Do not change rule, subject, seen and times: they say which finding it answers.
# For a note in the appendix add `note` (zh-Hant, zh-Hans, en) and `at`, the figures that carry it.
"""


class ExplanationError(Exception):
    """The explanations of a year cannot be used; the message lists every fault."""


class Explanation(Strict):
    """An answer to one finding.

    Attributes:
        rule: `<gate>/<suite>/<rule>`, with subject, seen and times as the finding says them.
        reason: why it is right as it is; an entry without one is not yet an answer.
        note: what readers of the appendix are told, printed at the figures under `at`.
        at: figures as `<kpi>/<dimension>/<member>`; the undivided figure is `total/total`.
    """

    rule: RulePath
    subject: str
    seen: str
    times: int = Field(default=1, ge=1)
    reason: Annotated[str, StringConstraints(strip_whitespace=True)] | None = None
    by: str | None = None
    on: date | None = None
    note: Names | None = None
    at: list[Figure] = Field(default=[])

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.reason and not (self.by and self.on):
            raise ValueError("a reason needs `by` (who gives it) and `on` (the day, such as 2024-01-20)")
        if bool(self.note) != bool(self.at):
            raise ValueError("`note` and `at` go together: what is printed, and at which figures")
        return self

    @property
    def identity(self) -> tuple[str, str, str, int]:
        return self.rule, self.subject, self.seen, self.times

    @property
    def answer(self) -> Answer | None:
        if not (self.reason and self.by and self.on):
            return None
        return Answer(self.reason, self.by, self.on)


def explanations_file(company_dir: Path, year: int) -> Path:
    """Where a company explains what the warnings of a year saw."""
    return company_dir / EXPLANATIONS_FOLDER / f"{year}.yml"


def load_explanations(company_dir: Path, year: int) -> list[Explanation]:
    """The entries of a year in their order; none if there is no file.

    Raises:
        ExplanationError: the file is no YAML, an entry is incomplete, or two entries answer one finding.
    """
    path = explanations_file(company_dir, year)
    if not is_own_file(path, company_dir):
        return []
    try:
        content = load_yaml(path.read_text(encoding="utf-8"))
        entries = TypeAdapter(list[Explanation]).validate_python(
            content or [], context=company_labels(company_dir)
        )
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ExplanationError(f"{path} is not valid YAML in UTF-8: {error}") from error
    except ValidationError as error:
        raise ExplanationError(f"{path}:\n{describe_faults(error)}") from error
    seen: set[tuple[Any, ...]] = set()
    repeated = [entry for entry in entries if entry.identity in seen or seen.add(entry.identity)]
    if repeated:
        listing = "\n".join(f"  {one.rule}, {one.subject}: {one.seen}" for one in repeated)
        raise ExplanationError(f"{path} answers a finding twice. Keep one entry of each:\n{listing}")
    return entries


def answered(result: SuiteResult, explanations: Sequence[Explanation]) -> SuiteResult:
    """The result with each finding's answer, where an entry gives it for exactly that finding."""
    answers = {entry.identity: entry.answer for entry in explanations}
    return replace(
        result, findings=tuple(replace(one, answer=answers.get(one.identity)) for one in result.findings)
    )


def stale(explanations: Sequence[Explanation], findings: Iterable[Finding]) -> list[Explanation]:
    """Entries whose finding is gone, or is another one by now."""
    seen = {finding.identity for finding in findings}
    return [entry for entry in explanations if entry.identity not in seen]


def draft_entries(company_dir: Path, year: int, findings: Sequence[Finding]) -> int:
    """Add an entry to fill in for each finding that the file does not name yet; gives how many were added.

    What stands in the file stays as it is, character for character.

    Raises:
        ExplanationError: as `load_explanations`.
    """
    named = {entry.identity for entry in load_explanations(company_dir, year)}
    missing = [finding for finding in findings if finding.identity not in named]
    if not missing:
        return 0
    path = explanations_file(company_dir, year)
    before = path.read_text(encoding="utf-8") if path.is_file() else INTRODUCTION.format(year=year)
    entries = "\n".join(_entry(finding) for finding in missing)
    write_whole(path, f"{before.rstrip()}\n\n{entries}".encode())
    return len(missing)


def _entry(finding: Finding) -> str:
    stated = {"rule": finding.rule, "subject": finding.subject, "seen": finding.seen, "times": finding.times}
    text = yaml.safe_dump([stated], allow_unicode=True, sort_keys=False, width=110)
    return f"# {finding.message}\n# {finding.remedy}\n{text}  reason:\n  by:\n  on:\n"
