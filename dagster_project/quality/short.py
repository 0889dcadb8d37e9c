"""The gate report in a few lines for a terminal: what stopped the year, where to look, what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from dagster_project.quality.model import Cause, Point, Quality
from dagster_project.quality.page import counted, headline, told

MOST_CAUSES = 8
MOST_POINTS = 10
MOST_EXAMPLES = 3
MOST_FINDINGS = 5
MOST_TEXT = 600


def what_stopped(quality: Quality) -> str:
    """The verdict and the first of what is behind it; the page has all of it."""
    lines = [f"{headline(quality)}. {told(quality)}"]
    for cause in quality.causes[:MOST_CAUSES]:
        lines += ["", f"{cause.title} ({cause.where})", *_points(cause)]
    if len(quality.causes) > MOST_CAUSES:
        lines += ["", f"and {counted(len(quality.causes) - MOST_CAUSES, 'more cause', 'more causes')}"]
    if quality.missing:
        lines += ["", f"{counted(len(quality.missing), 'gate', 'gates')} did not run on these inputs"]
    if quality.open:
        lines += ["", f"{counted(len(quality.open), 'finding waits', 'findings wait')} for an explanation"]
        for one in quality.open[:MOST_FINDINGS]:
            lines += [f"- {one.rule}, {one.subject}: {one.seen}", f"    {one.message}"]
        if len(quality.open) > MOST_FINDINGS:
            lines.append(f"  and {len(quality.open) - MOST_FINDINGS} more")
    return "\n".join(lines)


def what_next(quality: Quality) -> str:
    """The steps to take, one line each."""
    width = max(len(step.do) for step in quality.steps)
    return "\n".join(f"  {step.do:<{min(width, 44)}}  {step.why}" for step in quality.steps)


def _points(cause: Cause) -> Iterator[str]:
    for point in cause.points[:MOST_POINTS]:
        yield from _point(point)
    left = len(cause.points) + cause.more - MOST_POINTS
    if left > 0:
        yield f"  and {left} more"


def _point(point: Point) -> Iterator[str]:
    rows = f"{counted(point.rows, 'row', 'rows')}: " if point.rows else ""
    yield "- " + rows + _cut(", ".join(text for text in (point.place, point.message) if text))
    for example in point.examples[:MOST_EXAMPLES]:
        yield f"    {example.place}" + (f", found: {example.found}" if example.found else "")
    if point.rows and point.rows > MOST_EXAMPLES and point.examples:
        yield f"    and {point.rows - MOST_EXAMPLES:,} more"
    for word, text in (("found", point.found), ("expected", point.expected), ("to do", point.to_do)):
        if text:
            yield f"    {word + ':':<9} {_cut(text)}"


def _cut(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT].rstrip()} ..."
