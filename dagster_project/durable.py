"""Files and folders that no crash leaves half written: made beside their place, forced to disk, swapped in by a rename.

What an earlier crash left beside the place is cleared away by the next write to it. One process writes at a time.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

READABLE = 0o644


def write_whole(path: Path, data: bytes, mode: int = READABLE) -> None:
    """Write a file so that it is either the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _beside(path, "part")
    part.unlink(missing_ok=True)
    try:
        with part.open("xb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """An empty folder to write into, which takes the place of another as a whole; a fault leaves that one in place.

    Between the two renames neither is there for a moment: who is killed just then finds the old one again at the
    next write.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    part, old = _beside(folder, "part"), _beside(folder, "old")
    if old.is_dir() and not folder.exists():
        old.rename(folder)
    for left_behind in (part, old):
        remove_folder(left_behind)
    part.mkdir()
    try:
        yield part
        sync_tree(part)
        _swap(part, folder, old)
    finally:
        with suppress(OSError):
            remove_folder(part)
            if folder.exists():
                remove_folder(old)


def remove_folder(folder: Path) -> None:
    """Remove a folder, if it is there, with all that is in it, though somebody made it read-only.

    Raises:
        OSError: it belongs to somebody else, or may not be removed from the folder that it is in.
    """
    if folder.is_symlink():
        folder.unlink()
    if not folder.is_dir():
        return
    for path in (folder, *folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(path.stat().st_mode | stat.S_IRWXU)
    shutil.rmtree(folder)


def _swap(new: Path, folder: Path, old: Path) -> None:
    try:
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except BaseException:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise
    sync_folder(folder.parent)


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f".{path.name}.{what}")


def sync_folder(folder: Path) -> None:
    """Force to disk what a folder holds: the files in it by name, and renames among them."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Force every file of a folder to disk, those in folders below it as well, and the folder itself."""
    for path in folder.iterdir():
        if path.is_dir():
            sync_tree(path)
            continue
        with path.open("rb") as file:
            os.fsync(file.fileno())
    sync_folder(folder)
