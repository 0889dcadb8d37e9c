"""The keyed hash of today for an older one, after the key was changed. How that is done: `rotation.py`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

HASH = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])")
"""A person's keyed hash in a text."""


def successors(path: Path) -> dict[str, str]:
    """The hash of today for each older one that an answer names; none before the first rotation."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def of_today(text: str, known: Mapping[str, str]) -> str:
    """A text with today's hashes in the place of older ones."""
    return HASH.sub(lambda one: known.get(one[0], one[0]), text)
