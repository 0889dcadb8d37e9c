"""Which exact figures versions of a year made public. What that means for figures of few people is in `small_cells`."""

from __future__ import annotations

import json
from typing import Any

from dagster_project.publish.faults import PublishError
from dagster_project.publish.figures import FIGURES_FILE
from dagster_project.sealing.trusted import faults_of_version
from dagster_project.settings import Settings
from dagster_project.versions import sealed_versions


def read_released(settings: Settings, year: int) -> list[dict[str, Any]]:
    """The rows of `figures.json` of every version of a year; drafts and reviewers' copies are not released.

    Decimals are text, as they were written. What is public protects nobody any more, so only what was published
    counts. A company folder that is laid out to rebuild a year may have versions of other years without their figures.

    Raises:
        PublishError: a version is not what was published, or the ledger does not have it; every fault.
    """
    needed = [] if settings.laid_out else [FIGURES_FILE]
    folders = [settings.releases_dir(year) / name for name in sealed_versions(settings, year)]
    faults = [
        f"{folder} is not what was published: {fault}"
        for folder in folders
        for fault in faults_of_version(settings, folder, needed)
    ]
    if faults:
        raise PublishError(
            [
                *faults,
                "Bring it back from a backup, or move away what was not published. See: esg verify FOLDER",
            ]
        )
    paths = [path for folder in folders if (path := folder / FIGURES_FILE).is_file()]
    return [row for path in paths for row in json.loads(path.read_text(encoding="utf-8"))["figures"]]
