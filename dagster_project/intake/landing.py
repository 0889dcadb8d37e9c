"""Landing: a file's bytes kept untouched under their sha256, for the owner's eyes only. Not read here."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from dagster_project.durable import write_whole

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o400


class LandingError(Exception):
    """The evidence of an earlier run is not what it was."""


def landed_at(digest: str, landed_dir: Path) -> str:
    """When bytes landed first, as an ISO time in UTC to the second."""
    first = datetime.fromtimestamp((landed_dir / digest).stat().st_mtime, UTC)
    return first.isoformat(timespec="seconds")


def land(data: bytes, landed_dir: Path) -> str:
    """Keep a file's bytes and return their sha256 in hex. Landing the same bytes again changes nothing.

    Raises:
        LandingError: the landed copy of these bytes was changed since.
    """
    digest = hashlib.sha256(data).hexdigest()
    landed_dir.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    landed_dir.chmod(PRIVATE_FOLDER)
    target = landed_dir / digest
    if target.exists():
        if hashlib.sha256(target.read_bytes()).hexdigest() != digest:
            raise LandingError(
                f"{target} was changed after it was landed. Delete it and run again to land it anew."
            )
        return digest
    write_whole(target, data, PRIVATE_FILE)
    return digest
