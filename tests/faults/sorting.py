"""What became of a damaged year, sorted into verdicts: from stopped and explained to escaped. Nothing is run here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["stopped", "explained", "harmless", "escaped", "misnamed", "missed"]
CAUGHT: tuple[Verdict, ...] = ("stopped", "explained")
BAD: tuple[Verdict, ...] = ("escaped", "misnamed", "missed")
MISSING = "(no such line)"
SECOND_SOURCE = "publish/aud_control_totals"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
FAILED_SUITE = re.compile(r"\*\*((?:intake|publish)/\w+) failed\*\*")

Figure = tuple[str, ...]
Printed = Mapping[Figure, str]
"""Everything that an appendix prints, by what it is of and in which language."""


@dataclass(frozen=True)
class Run:
    """What a run of the touched year said and printed.

    Attributes:
        stops: the messages of what stopped it, as the graph gives them.
        findings: warnings that wait for an explanation, as `<gate>/<suite>/<rule>, <subject>: <seen>`.
        printed: None if it was stopped before there was an appendix.
        exact: the exact parts of every computed figure, to tell "below the printed precision" from "nothing".
        words: labels, units and notes, by what they stand at. Of a note only its numbers are figures.
    """

    stops: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    printed: Printed | None = None
    exact: Mapping[Figure, str] = field(default_factory=dict)
    words: Printed = field(default_factory=dict)


@dataclass(frozen=True)
class Expected:
    """What is to be expected of a fault.

    Attributes:
        places: a stop has to name one of them (regular expressions).
        causes: a stop has to say one of them, if there are any.
        harmless: why no figure may move; empty if one has to.
    """

    places: tuple[str, ...]
    causes: tuple[str, ...] = ()
    harmless: str = ""

    def lacking(self, message: str) -> str | None:
        """What the message does not say, in a few words; None if it says enough."""
        if not _says(self.places, message):
            return f"does not name {' or '.join(self.places[:3])}"
        if self.causes and not _says(self.causes, message):
            return f"does not say {' or '.join(self.causes)}"
        return None


@dataclass(frozen=True)
class Outcome:
    """The verdict on one fault.

    Attributes:
        said: the first lines of what stopped it or waits for an explanation; for harm nobody noticed, what moved.
        moved: printed figures that changed, as `kpi/dimension/member: clean -> damaged`.
        by_second_source: nothing but a control total of another system gave it away; a company that has none
            would not have seen it at that gate.
    """

    verdict: Verdict
    said: str = ""
    moved: tuple[str, ...] = ()
    by_second_source: bool = False


def sort_out(clean: Run, damaged: Run, expected: Expected) -> Outcome:
    """Compare a damaged run with the clean one.

    A stop counts only if it names the file and the cause. A warning that the clean run does not have counts as
    explained: the draft is refused until somebody answers it. A figure that moves below its printed precision is
    harmless by definition. Where nothing moves at all the fault is harmless if it says why; otherwise it struck
    nothing that counts, and has missed: such a trial shows nothing.
    """
    moved = changes(clean.printed, damaged.printed) + _numbers_changed(clean.words, damaged.words)
    if damaged.stops:
        message = "\n\n".join(damaged.stops)
        lacking = expected.lacking(message)
        if lacking:
            return Outcome("misnamed", f"{lacking}. It says: {shortened(message)}", moved)
        return Outcome(
            "stopped", shortened(message), moved, set(FAILED_SUITE.findall(message)) == {SECOND_SOURCE}
        )
    findings = [one for one in damaged.findings if one not in set(clean.findings)]
    if findings:
        return Outcome("explained", shortened("; ".join(findings)), moved)
    if moved:
        return Outcome("escaped", "nothing was said", moved)
    below = sum(damaged.exact.get(figure) != value for figure, value in clean.exact.items())
    words = changes(clean.words, damaged.words)
    if not (below or words or expected.harmless):
        return Outcome("missed", "nothing moved, and nothing says why nothing should")
    said = (
        f"{below} figures moved below their printed precision"
        if below
        else expected.harmless or "no figure moved"
    )
    return Outcome("harmless", "; ".join([said, *(f"words differ: {one}" for one in words[:1])]))


def _numbers_changed(clean: Printed, damaged: Printed) -> tuple[str, ...]:
    """Words that state other numbers than they did; words that came or went are no figures."""
    return tuple(
        f"{'/'.join(place)}: {clean[place]} -> {damaged[place]}"
        for place in sorted(clean.keys() & damaged.keys())
        if NUMBER.findall(clean[place]) != NUMBER.findall(damaged[place])
    )


def changes(clean: Printed | None, damaged: Printed | None) -> tuple[str, ...]:
    """Printed texts that differ, each with both of its texts; none if there is no appendix to compare."""
    if clean is None or damaged is None:
        return ()
    return tuple(
        f"{'/'.join(figure)}: {clean.get(figure, MISSING)} -> {damaged.get(figure, MISSING)}"
        for figure in sorted({*clean, *damaged})
        if clean.get(figure, MISSING) != damaged.get(figure, MISSING)
    )


def shortened(text: str, limit: int = 600) -> str:
    """A message on one line."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 3] + "..."


def _says(patterns: Sequence[str], message: str) -> bool:
    return any(re.search(pattern, message, re.IGNORECASE) for pattern in patterns)
