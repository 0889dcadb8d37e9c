"""What became of a damaged year, sorted: stopped, explained, harmless, escaped or misnamed. Nothing is run here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["stopped", "explained", "harmless", "escaped", "misnamed"]
CAUGHT: tuple[Verdict, ...] = ("stopped", "explained")
BAD: tuple[Verdict, ...] = ("escaped", "misnamed")
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
    """What a stop has to say of a fault: one of the places, and one of the causes (regular expressions)."""

    places: tuple[str, ...]
    causes: tuple[str, ...] = ()

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
    explained: the draft is refused until somebody answers it. Whatever changes no printed character is harmless.
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
    return Outcome("harmless", _what_else(clean, damaged))


def _what_else(clean: Run, damaged: Run) -> str:
    below = sum(damaged.exact.get(figure) != value for figure, value in clean.exact.items())
    words = changes(clean.words, damaged.words)
    said = [f"{below} figures moved below their printed precision"] if below else ["no figure moved"]
    return "; ".join([*said, *([f"words differ: {words[0]}"] if words else [])])


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
