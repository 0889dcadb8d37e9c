"""Addresses in the UI, as paths from its root: they hold on any port. What is served there is in `webserver.py`."""

from __future__ import annotations

from collections.abc import Sequence

REPORTS = "/reports"
WAY_OF_THE_DATA = "/asset-groups/"


def asset(path: Sequence[str]) -> str:
    """An asset's page, by the parts of its key."""
    return f"/assets/{'/'.join(path)}"


def check(path: Sequence[str], name: str) -> str:
    """A check of an asset."""
    return f"{asset(path)}?view=checks&checkDetail={name}"


def gate_report(year: int, suite: str = "") -> str:
    """The gate report of the year's last run: at the rules of a suite (`<gate>-<suite>`), or from its beginning."""
    return f"{REPORTS}/{year}/quality.html" + (f"#{suite}-rules" if suite else "")


def draft_file(year: int, name: str) -> str:
    """A file of the year's draft."""
    return f"{REPORTS}/{year}/draft/{name}"


def version_file(year: int, version: str, name: str) -> str:
    """A public file of a version of the year."""
    return f"{REPORTS}/{year}/{version}/{name}"
