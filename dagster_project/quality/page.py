"""The gate report as one HTML page, to read offline and to print. Its layout is in `templates/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from dagster_project.quality.model import SHOWN_ROWS, FileLine, Quality

TEMPLATES = Path(__file__).parent / "templates"
MOST_ROWS = 100

WORDS = {
    "passed": "passed",
    "explained": "explained",
    "unexplained": "waits",
    "failed": "failed",
    "not_run": "did not run",
    "held": "held",
    "warned": "warning",
    "could_not_run": "could not run",
    "full": "all days covered",
    "part": "days without a bill",
    "none": "nothing handed in",
    "outside": "not leased",
}
SECTIONS = (
    ("blocks", "What stops the year"),
    ("explanations", "Explanations"),
    ("quarantine", "Quarantine"),
    ("changes", "Corrections and exclusions"),
    ("conservation", "Every row accounted for"),
    ("coverage", "Sites and months"),
    ("gates", "All gates"),
    ("inputs", "Files"),
)
GATE_TITLES = {"intake": "Intake", "publish": "Publish"}


def page_html(quality: Quality) -> str:
    """The whole page. Long lists are cut, and say how much is left out and where it is."""
    return _template().render(
        q=quality,
        headline=headline(quality),
        told=told(quality),
        tiles=_tiles(quality),
        totals=_totals(quality.files),
        gates=[
            (gate, title, [suite for suite in quality.suites if suite.gate == gate])
            for gate, title in GATE_TITLES.items()
        ],
        words=WORDS,
        sections=SECTIONS,
        most=MOST_ROWS,
        shown_rows=SHOWN_ROWS,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("quality.html.j2")


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def headline(quality: Quality) -> str:
    """The verdict in a few words."""
    if quality.verdict == "stopped" and not quality.causes:
        return f"Stopped: {counted(len(quality.missing), 'gate', 'gates')} did not run"
    if quality.verdict == "stopped":
        return f"Stopped by {counted(len(quality.causes), 'cause', 'causes')}"
    if quality.verdict == "waiting":
        return f"Waits for {counted(len(quality.open), 'explanation', 'explanations')}"
    return "May be published" if quality.verdict == "passed" else "Not finished"


def told(quality: Quality) -> str:
    """The verdict in a sentence or two."""
    needed = len(quality.suites)
    well = quality.counts["passed"] + quality.counts["explained"]
    if quality.verdict == "passed":
        explained = (
            f" {counted(len(quality.explained), 'finding is', 'findings are')} explained in writing."
            if quality.explained
            else " No finding had to be explained."
        )
        return f"All {needed} gates passed on these inputs, and the draft was written from them.{explained}"
    if quality.verdict == "unfinished":
        return f"All {needed} gates passed on these inputs, but the draft was not written from them."
    also = (
        f" Besides, {counted(len(quality.open), 'finding waits', 'findings wait')} for an explanation."
        if quality.open and quality.verdict == "stopped"
        else ""
    )
    return f"{well} of {needed} gates passed on these inputs. No appendix was written.{also}"


def _tiles(quality: Quality) -> list[tuple[str, str, str]]:
    """Number, what it counts, and whether it is good, bad or waits."""
    needed = len(quality.suites)
    well = quality.counts["passed"] + quality.counts["explained"]
    held = len(quality.quarantine)
    waiting = len(quality.open)
    landed = sum(file.landed for file in quality.files)
    excluded = sum(file.excluded for file in quality.files)
    return [
        (f"{well} / {needed}", "gates passed", "good" if well == needed else "bad"),
        (f"{waiting:,}", "findings to explain", "wait" if waiting else "good"),
        (f"{len(quality.explained):,}", "findings explained", ""),
        (f"{held:,}", "rows in quarantine", "bad" if held else "good"),
        (f"{len(quality.corrections):,}", "cells corrected", ""),
        (f"{landed:,}", "rows landed", ""),
        (f"{excluded:,}", "rows excluded by rule", ""),
    ]


def _totals(files: tuple[FileLine, ...]) -> list[int | None]:
    """Landed, used, excluded, quarantined and difference of all files; None where one is not known."""
    columns = [[getattr(file, name) for file in files] for name in _COUNTS]
    return [None if None in column else sum(column) for column in columns]


_COUNTS = ("landed", "used", "excluded", "quarantined", "difference")
