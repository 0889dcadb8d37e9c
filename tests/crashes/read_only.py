"""A folder below which nothing may be written, by its rights.

They bind root as well in a job that is done `as_nobody_special` (`warm.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WRITE = 0o222


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Take the right to write from a folder and from all that is in it, and give it back to what is still there."""
    rights = {path: path.stat().st_mode for path in (folder, *folder.rglob("*"))}
    for path, mode in rights.items():
        path.chmod(mode & ~WRITE)
    try:
        yield
    finally:
        for path, mode in rights.items():
            if path.exists():
                path.chmod(mode)
