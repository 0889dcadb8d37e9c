"""Copies without identifiers under another key of the pseudonyms. When a key is changed, `rotation.py` says.

The number that a hash was made of is gone. Who still stands in an export gets the hash of the number, everybody else
one made of the old hash; it is the same in all copies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dagster_project.durable import write_whole
from dagster_project.intake.keys import OWNER_ONLY
from dagster_project.intake.landing import land, read_landed
from dagster_project.intake.personal import hashed, pseudonym
from dagster_project.intake.workbook import WORKBOOK_MARK
from dagster_project.retired import as_json, read_retired
from dagster_project.retirement.retire import replace_file
from dagster_project.retirement.sheets import read_sheets, write_sheets
from dagster_project.settings import Settings

KIND = "earlier hash"
_HASHED = re.compile(hashed("([0-9a-f]{32})"))


def successors_in_copies(settings: Settings, known: Mapping[str, str], new: bytes) -> dict[str, str]:
    """By each hash in a copy the one that follows it; `known` are those of people whose numbers are at hand."""
    held: set[str] = set()
    for copy in _copies(settings):
        _changed(read_landed(copy, settings.landed_dir), lambda one: held.add(one) or one)
    return {one: known.get(one) or pseudonym(one, KIND, new) for one in held}


def land_rekeyed(settings: Settings, successors: Mapping[str, str]) -> dict[str, str]:
    """Land each copy anew with the hashes that follow; gives by the sha256 of each copy that of its new one."""
    landed = settings.landed_dir
    return {
        copy: land(_changed(read_landed(copy, landed), successors.__getitem__), landed)
        for copy in _copies(settings)
    }


def put_in_place(settings: Settings, replaced: Mapping[str, str]) -> None:
    """Let the register and the company folder have the new copies, and take the old ones away. May be done again."""
    register = read_retired(settings).files
    for file in register.values():
        if file.copied_to in replaced:
            replace_file(settings, file.name, file.copied_to, replaced[file.copied_to])
    moved = {
        original: file.model_copy(update={"copied_to": replaced.get(file.copied_to, file.copied_to)})
        for original, file in register.items()
    }
    write_whole(settings.retired, as_json(moved), OWNER_ONLY)
    for old, new in replaced.items():
        if old != new:
            (settings.landed_dir / old).unlink(missing_ok=True)


def _copies(settings: Settings) -> list[str]:
    return sorted({file.copied_to for file in read_retired(settings).files.values()})


def _changed(copy: bytes, follow: Callable[[str], str]) -> bytes:
    def replaced(text: str) -> str:
        return _HASHED.sub(lambda match: hashed(follow(match[1])), text)

    if copy.startswith(WORKBOOK_MARK):
        return write_sheets(read_sheets(copy).with_cells(replaced))
    return replaced(copy.decode("utf-8")).encode("utf-8")
