"""A file of the company folder on its way in: landed, and known by its original if it is a copy without identifiers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from dagster_project.intake.landing import land, landed_at
from dagster_project.retired import RetiredFile, read_retired
from dagster_project.settings import Settings


class RetiredError(Exception):
    """The original of a copy was handed in again."""


@dataclass(frozen=True)
class Arrived:
    """A file that has landed, as it was when it landed first.

    Attributes:
        digest: sha256 of the original.
        retired: what is known of the original, if a copy stands in its place.
    """

    digest: str
    bytes: int
    landed_at: str
    retired: RetiredFile | None


def arrive(data: bytes, name: str, settings: Settings) -> Arrived:
    """Land a file of the company folder, whose path in it is `name`.

    Raises:
        LandingError: as `land`.
        RetiredError: these bytes were retired, and their names and numbers must not come back.
    """
    retired = read_retired(settings)
    digest = hashlib.sha256(data).hexdigest()
    if digest in retired.files:
        gone = retired.files[digest]
        raise RetiredError(
            f"the original of a file that was retired on {gone.retired_on[:10]}: put its copy without identifiers "
            f"in its place, {settings.landed_dir.name}/{gone.copied_to} in {settings.data_dir}"
        )
    land(data, settings.landed_dir)
    original = retired.original_of(digest, name)
    if original == digest:
        return Arrived(digest, len(data), landed_at(digest, settings.landed_dir), None)
    gone = retired.files[original]
    return Arrived(original, gone.bytes, gone.landed_at, gone)
