"""Digests of files and folders: how a run knows that nothing changed. What they are compared with is not here."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from dagster_project.own_files import is_own_file

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A sha256 in hex, and nothing that could be a path."""
IGNORED_FOLDERS = {"__pycache__", "target", "logs", ".ipynb_checkpoints"}


def file_digest(path: Path) -> str:
    """The sha256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_below(folder: Path) -> Iterator[Path]:
    """Every file below a folder in the order of its path, without caches and hidden files."""
    yield from sorted(_walk(folder))


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if _is_kept(name)]
        yield from (Path(place, name) for name in files if _is_kept(name))


def _is_kept(name: str) -> bool:
    return name not in IGNORED_FOLDERS and not name.startswith(".")


def tree_digest(paths: Iterable[Path], root: Path, digest_of: Callable[[Path], str] = file_digest) -> str:
    """One digest for files and folders: it changes when any content or any path below `root` does.

    A link out of `root`, or what is no file, is in it by its name alone and is not opened.
    """
    digest = hashlib.sha256()
    for path in paths:
        for file in [path] if path.is_file() else files_below(path):
            name = os.fsencode(file.relative_to(root).as_posix())  # also a name that is no UTF-8
            content = digest_of(file) if is_own_file(file, root) else "no file of its own"
            digest.update(name + f"\0{content}\n".encode())
    return digest.hexdigest()
