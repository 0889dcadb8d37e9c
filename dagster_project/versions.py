"""Where the sealed versions of a year are and how they are called. What is in them is in `sealing/`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from dagster_project.settings import Settings

VERSION = re.compile(r"v([1-9]\d*)")
VersionName = Annotated[str, StringConstraints(pattern=r"^v[1-9][0-9]*$")]
FOR_REVIEWERS = "-reviewer"
MANIFEST, PUBLICATION, EXCERPT = "manifest.json", "publication.json", "ledger.jsonl"
PUBLISHED_FILE = "published.csv"
"""What a version printed, in the shape in which a company states figures of earlier reports."""
PROVEN_BY = (PUBLISHED_FILE, MANIFEST, PUBLICATION, EXCERPT)
"""The files of a version that later years take their comparatives from, and those that prove it."""


def version_name(number: int) -> str:
    """What a version's folder is called."""
    return f"v{number}"


def number_of(version: str) -> int:
    """The number of a version, from 1.

    Raises:
        ValueError: it is no version.
    """
    match = VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f"{version!r} is no version; versions are v1, v2, ...")
    return int(match[1])


def sealed_versions(settings: Settings, year: int) -> list[str]:
    """The versions of a year that are there, the first one first; all but the last are superseded."""
    folder = settings.releases_dir(year)
    names = [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    return sorted((name for name in names if VERSION.fullmatch(name)), key=number_of)


def latest_sealed(settings: Settings, year: int) -> Path | None:
    """The folder of the version that is in force; None if the year was never published."""
    versions = sealed_versions(settings, year)
    return settings.releases_dir(year) / versions[-1] if versions else None


def sealed_before(settings: Settings, year: int) -> dict[int, Path]:
    """Of each year before this one that was published, the folder of the version in force; the earliest year first."""
    releases = settings.releases_dir(year).parent
    names = [path.name for path in releases.iterdir() if path.is_dir()] if releases.is_dir() else []
    years = sorted(int(name) for name in names if name.isdecimal() and int(name) < year)
    return {one: folder for one in years if (folder := latest_sealed(settings, one)) is not None}


def reviewers_folder(version: Path) -> Path:
    """What belongs to a version and is not public, beside it."""
    return version.with_name(version.name + FOR_REVIEWERS)
