"""Hashes of people in written answers, over changes of the key: which one of today follows an older one.

Only hashes that answers name are known here, and digests of hashes, which answers to very many people at once hold.
Changing the key is in `rotation.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter

_HASH = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])")
_DIGEST = re.compile(r"(?<= rows, digest )[0-9a-f]{12}(?![0-9A-Za-z])")

HashOrDigest = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32}|[0-9a-f]{12})$")]
Successors = Mapping[str, str]
"""The hash of today by each older one, the oldest first."""


_KEPT = TypeAdapter(dict[HashOrDigest, HashOrDigest])


def read_successors(path: Path) -> Successors:
    """What a company keeps in `pseudonyms.json`; nothing before its first change of the key.

    Raises:
        ValueError: it is damaged, or holds something else than hashes.
    """
    return _KEPT.validate_json(path.read_bytes()) if path.is_file() else {}


def as_json(known: Successors) -> bytes:
    """The hashes as they are kept; their order says which is the oldest."""
    return json.dumps(known, indent=1).encode()


def hashes_in(text: str) -> set[str]:
    """The keyed hashes that a text names."""
    return set(_HASH.findall(text))


def digest_in(text: str) -> str | None:
    """The digest of hashes that an answer to very many people at once holds."""
    found = _DIGEST.search(text)
    return found[0] if found else None


def is_digest(text: str) -> bool:
    """Whether it is a digest of hashes, and no hash."""
    return not _HASH.fullmatch(text)


def of_today(text: str, known: Successors) -> str:
    """A text with today's hashes in the place of older ones."""
    return _replaced(text, known)


def as_first_written(text: str, known: Successors) -> str:
    """A text with the oldest known hash in the place of each later one: the same before and after a change."""
    oldest: dict[str, str] = {}
    for old, today in known.items():
        oldest.setdefault(today, old)
    return _replaced(of_today(text, known), oldest)


def _replaced(text: str, by: Mapping[str, str]) -> str:
    for pattern in (_HASH, _DIGEST):
        text = pattern.sub(lambda one: by.get(one[0], one[0]), text)
    return text
