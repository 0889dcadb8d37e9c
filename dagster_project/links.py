"""Addresses in the UI, as paths from its root: they hold on any port. What is served there is in `webserver.py`."""

from __future__ import annotations

REPORTS = "/reports"
STATE_OF_THE_YEAR = "/assets/release/state_of_the_year"
DRAFT = "/assets/release/draft"
WAY_OF_THE_DATA = "/asset-groups/"
LINES_LINEAGE = "/assets/appendix/lines?view=lineage&column=printed_year"


def gate_report(year: int, suite: str = "") -> str:
    """The gate report of the year's last run, at a suite (`<gate>-<suite>`) or from its beginning."""
    return f"{REPORTS}/{year}/quality.html" + (f"#{suite}" if suite else "")


def draft_file(year: int, name: str) -> str:
    """A file of the year's draft."""
    return f"{REPORTS}/{year}/draft/{name}"
