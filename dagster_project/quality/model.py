"""What the gate report says of a year, as plain data. Reading it and laying it out are not here.

Texts hold no personal data: pseudonyms, which differ between two machines, are replaced by the word person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from dagster_project.gates.results import Finding

Standing = Literal["passed", "explained", "unexplained", "failed", "not_run"]
RuleStanding = Literal["held", "warned", "failed", "could_not_run"]
Verdict = Literal["passed", "waiting", "stopped", "unfinished"]
CellStanding = Literal["full", "part", "none", "outside"]

_PSEUDONYM = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])")
_DIGEST = re.compile(r", digest [0-9a-f]{12}\b")


def shown(text: str) -> str:
    """A text as it may be shown: nobody's pseudonym in it, nor a digest that was made of pseudonyms."""
    return _DIGEST.sub("", _PSEUDONYM.sub("(person)", text))


@dataclass(frozen=True)
class Example:
    """One failing row: where it is, and what was found there."""

    place: str
    found: str


@dataclass(frozen=True)
class Point:
    """One thing that is wrong.

    Attributes:
        rule: the rule that says so, empty where no rule does.
        place: where it is, empty where it is of a whole table.
        rows: how many rows it is about; None where rows were not counted.
    """

    message: str
    rule: str = ""
    place: str = ""
    found: str = ""
    expected: str = ""
    to_do: str = ""
    rows: int | None = None
    examples: tuple[Example, ...] = ()

    @property
    def more(self) -> int:
        """Rows that are not among the examples."""
        return max((self.rows or 0) - len(self.examples), 0) if self.examples else 0


@dataclass(frozen=True)
class Cause:
    """What keeps the year from being published, in one place.

    Attributes:
        where: the gate's suite, the step of the run, or the file of the company that is concerned.
        more: points that are left out.
    """

    title: str
    where: str
    points: tuple[Point, ...]
    more: int = 0


@dataclass(frozen=True)
class RuleLine:
    """One rule of a suite and how it stands.

    Attributes:
        told_by_rows: whether the rows in quarantine say all that it has to say.
    """

    id: str
    severity: str
    standing: RuleStanding
    expected: str
    observed: str
    failing: int
    message: str = ""
    remedy: str = ""
    examples: tuple[Example, ...] = ()
    told_by_rows: bool = False


@dataclass(frozen=True)
class SuiteLine:
    """One suite that the year needs.

    Attributes:
        rows: rows that it saw; None if it did not run.
        findings: what its warnings saw.
        open: how many of the findings nobody has explained.
    """

    gate: str
    suite: str
    title: str
    about: str
    standing: Standing
    rows: int | None = None
    rules: tuple[RuleLine, ...] = ()
    reasons: tuple[str, ...] = ()
    findings: int = 0
    open: int = 0

    @property
    def failed(self) -> int:
        return sum(rule.standing in ("failed", "could_not_run") for rule in self.rules)

    @property
    def failing_rows(self) -> int:
        """Rows that break an error rule or are warned of, counted once for each rule."""
        return sum(rule.failing for rule in self.rules)


@dataclass(frozen=True)
class StaleEntry:
    """A written explanation whose finding is gone; it blocks if it would be printed as a note."""

    rule: str
    subject: str
    seen: str
    by: str
    printed: bool


@dataclass(frozen=True)
class HeldRow:
    """One row in quarantine."""

    contract: str
    place: str
    column: str
    found: str
    expected: str
    reason: str
    to_do: str


@dataclass(frozen=True)
class CorrectedCell:
    """One cell that a person changed in writing; the landed file stays as it is."""

    contract: str
    place: str
    column: str
    old: str
    new: str
    reason: str
    by: str
    on: str
    evidence: str


@dataclass(frozen=True)
class Exclusion:
    """Rows that one named rule left out of one export."""

    contract: str
    title: str
    rule: str
    decided_at: str
    rows: int
    meaning: str


@dataclass(frozen=True)
class FileLine:
    """One landed file with what became of its rows; `used` is None where the models did not run."""

    contract: str
    file_name: str
    sha256: str
    bytes: int
    encoding: str
    landed: int
    used: int | None
    excluded: int
    quarantined: int

    @property
    def difference(self) -> int | None:
        return None if self.used is None else self.landed - self.used - self.excluded - self.quarantined


@dataclass(frozen=True)
class Layer:
    """The rows that one table has after another, and what became of those that it does not have."""

    cells: tuple[str, ...]
    balanced: bool


@dataclass(frozen=True)
class Conservation:
    """The accounts of rows through the layers, as the audit table has them."""

    columns: tuple[str, ...]
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class Cell:
    """One site in one month.

    Attributes:
        covered: days that a bill covers; None where days do not matter, as with waste.
        wanted: days on which the site was leased.
        quantity: what counts of it, to the whole unit; empty where there is none.
    """

    standing: CellStanding
    covered: int | None
    wanted: int
    quantity: str = ""


@dataclass(frozen=True)
class Grid:
    """The coverage of one utility: a row for each site, a cell for each month of the year."""

    utility: str
    unit: str
    months: tuple[str, ...]
    sites: tuple[tuple[str, tuple[Cell, ...]], ...]

    @property
    def gaps(self) -> int:
        return sum(cell.standing in ("part", "none") for _, cells in self.sites for cell in cells)


@dataclass(frozen=True)
class Step:
    """Something that a person does next: a command, or an action in words."""

    do: str
    why: str
    is_command: bool = False


@dataclass(frozen=True)
class Quality:
    """The gate report of one year.

    Attributes:
        inputs: fingerprint of what the year is computed from.
        drafted: whether the draft was written from these inputs.
        stops: causes that no suite has recorded: files that cannot be read, steps that failed.
    """

    company: str
    company_zh: str
    made_up: bool
    year: int
    starts_on: date
    ends_on: date
    inputs: str
    drafted: bool
    suites: tuple[SuiteLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    stale: tuple[StaleEntry, ...] = ()
    quarantine: tuple[HeldRow, ...] = ()
    corrections: tuple[CorrectedCell, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    files: tuple[FileLine, ...] = ()
    conservation: Conservation | None = None
    grids: tuple[Grid, ...] = ()
    stops: tuple[Cause, ...] = field(default=())

    @property
    def open(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.answer is None)

    @property
    def explained(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.answer is not None)

    @property
    def printed_in_vain(self) -> tuple[StaleEntry, ...]:
        return tuple(entry for entry in self.stale if entry.printed)

    def standing(self, *wanted: Standing) -> list[SuiteLine]:
        """The suites that stand so."""
        return [suite for suite in self.suites if suite.standing in wanted]

    @property
    def counts(self) -> Counter[str]:
        return Counter(suite.standing for suite in self.suites)

    @property
    def verdict(self) -> Verdict:
        if self.causes or self.missing:
            return "stopped"
        if self.open:
            return "waiting"
        return "passed" if self.drafted else "unfinished"

    @property
    def causes(self) -> tuple[Cause, ...]:
        """What blocks by itself: files and steps first, then gates. What only waits or did not run is not here."""
        failed = [_of_suite(suite, self.quarantine) for suite in self.standing("failed")]
        found = [*self.stops, *failed]
        if self.printed_in_vain:
            found.append(_printed_in_vain(self.printed_in_vain))
        return tuple(found)

    @property
    def missing(self) -> list[SuiteLine]:
        """Suites that did not see these inputs, which blocks; mostly since something else stopped the year first."""
        return self.standing("not_run")

    @property
    def steps(self) -> tuple[Step, ...]:
        """What to do next, in order."""
        year = self.year
        if self.verdict == "passed":
            return (
                Step(f"releases/{year}/draft/appendix.xlsx", "read the draft and take it to sign-off"),
                Step(f"esg figures --year {year}", "its figures in the terminal", is_command=True),
            )
        steps = []
        if self.stops:
            steps.append(Step("Put right what is named first", "without it no more can be judged"))
        if self.quarantine:
            steps.append(
                Step(f"esg quarantine --year {year}", "each row that is held back, and why", is_command=True)
            )
            steps.append(
                Step(
                    f"corrections/{year}.yml",
                    "correct or exclude each row there, or have the export sent again; an export is never edited",
                )
            )
        if any(suite.failed and suite.gate == "publish" for suite in self.standing("failed")):
            steps.append(
                Step("Do what stands at each gate that failed", "what failed cannot be explained away")
            )
        if self.open:
            steps.append(
                Step(
                    f"esg findings --year {year} --draft",
                    f"writes the entries into explanations/{year}.yml: mend the data, or fill in reason, by and on",
                    is_command=True,
                )
            )
        if self.printed_in_vain:
            steps.append(
                Step(
                    f"explanations/{year}.yml",
                    "take out what explains nothing; it would be printed as a note",
                )
            )
        return (*steps, Step(f"esg run --year {year}", "run the year again", is_command=True))


def _of_suite(suite: SuiteLine, quarantine: Sequence[HeldRow]) -> Cause:
    points = held_points(
        [row for row in quarantine if suite.gate == "intake" and row.contract == suite.suite]
    )
    points += [
        Point(
            message=rule.message,
            rule=rule.id,
            found=rule.observed,
            expected=rule.expected,
            to_do=rule.remedy,
            rows=rule.failing or None,
            examples=rule.examples,
        )
        for rule in suite.rules
        if rule.standing in ("failed", "could_not_run") and not rule.told_by_rows
    ]
    if not points:
        points = [Point(reason) for reason in suite.reasons]
    else:
        points += [Point(reason) for reason in suite.reasons if not reason.startswith("Rows in quarantine")]
    return Cause(suite.title, f"{suite.gate}/{suite.suite}", tuple(points))


SHOWN_ROWS = 6


def held_points(rows: Sequence[HeldRow]) -> list[Point]:
    """Rows in quarantine, those with the same fault in one point."""
    alike: dict[tuple[str, str, str, str], list[HeldRow]] = {}
    for row in rows:
        alike.setdefault((row.column, row.reason, row.expected, row.to_do), []).append(row)
    return [
        Point(
            message=reason,
            expected=expected,
            to_do=to_do,
            rows=len(group),
            examples=tuple(
                Example(f"{row.place}, column {column}" if column else row.place, row.found)
                for row in group[:SHOWN_ROWS]
            ),
        )
        for (column, reason, expected, to_do), group in alike.items()
    ]


def _printed_in_vain(entries: Sequence[StaleEntry]) -> Cause:
    points = tuple(
        Point(
            f"The explanation of {entry.rule} would be printed as a note, but what it explains is gone.",
            place=entry.subject,
            found=f"it explains {entry.seen}",
            to_do="Take the entry out, or bring it up to date.",
        )
        for entry in entries
    )
    return Cause("Notes that explain what is gone", "explanations", points)
