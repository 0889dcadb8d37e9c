"""Whether a sealed version may be used by a later run: a version that is not what was published stops it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from dagster_project.sealing.manifest import Manifest
from dagster_project.sealing.verify import verify
from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import ledger_file


def faults_of_version(settings: Settings, folder: Path, needed: Collection[str]) -> list[str]:
    """What is wrong with a version, of the files that are here; nothing if it may be used.

    `needed` are the files that a run reads. The others are looked at where they are: a year that is rebuilt
    elsewhere has only those.
    """
    ledger = None if settings.laid_out else ledger_file(settings)
    if ledger is not None and not ledger.is_file():
        return [f"the company has no ledger, {ledger}, so it never published one"]
    try:
        verdict = verify(folder, ledger=ledger, needed=needed)
    except SignOffError as error:
        return error.faults
    told = [f"{check.what}: {fault}" for check in verdict.checks for fault in check.faults]
    return [*told, *misplaced(folder, verdict.manifest)]


def misplaced(folder: Path, manifest: Manifest) -> Iterator[str]:
    """That a version stands where another one belongs: an earlier one, say, as if it were in force again."""
    if (folder.name, folder.parent.name) != (manifest.version, str(manifest.year)):
        yield f"{folder.name} is {manifest.version} of {manifest.year} by its manifest"
