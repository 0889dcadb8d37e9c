"""What the machine refuses, in words: a full disk, a read-only folder, a file that is held, whoever tells of it."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

REFUSALS = {
    errno.ENOSPC: "The disk is full. Free some space",
    errno.EDQUOT: "The quota of the disk is used up. Free some space",
    errno.EFBIG: "A file may not grow any larger here. Lift the limit of the file system or of `ulimit -f`",
    errno.EIO: "The disk can be read or written no more. See whether it is full, or fails",
    errno.EROFS: "The folder is read-only. Make it writable, or set ESG_DATA to a folder that is",
    errno.EACCES: "The folder or file may not be written by this user. Give it the right to",
    errno.EAGAIN: "Another process is writing the year's data. Wait until it has ended",
    errno.EPERM: "The folder or file may not be written by this user. Give it the right to",
}
IN_WORDS = {
    "database or disk is full": errno.ENOSPC,
    "No space left on device": errno.ENOSPC,
    "File too large": errno.EFBIG,
    "disk I/O error": errno.EIO,
    "attempt to write a readonly database": errno.EROFS,
    "Read-only file system": errno.EROFS,
    "unable to open database file": errno.EACCES,
    "Permission denied": errno.EACCES,
    "Could not set lock on file": errno.EAGAIN,
}
"""How libraries that hide the number say it: SQLite, DuckDB."""
QUOTED_PATH = re.compile(r"""(?P<quote>['"])(?P<path>[^'"]*[/\\][^'"]*)(?P=quote)""")


def refusal(error: BaseException) -> str | None:
    """What the machine refused and what to do, if an error comes from that; None if it is another one."""
    for one in _behind(error):
        number, file = (one.errno, one.filename) if isinstance(one, OSError) else (None, None)
        number = number or _number_in(str(one))
        if number in REFUSALS:
            return _told(number, file or _path_in(str(one)))
    return None


def may_not_be_written(folders: Iterable[Path]) -> str | None:
    """The same, of the first of some folders in which this user may make nothing, before it was tried."""
    for folder in folders:
        there = next(path for path in (folder, *folder.parents) if path.exists())
        if not os.access(there, os.W_OK):
            return _told(errno.EACCES, str(there))
    return None


def refusal_in(texts: Iterable[str]) -> str | None:
    """The same, of errors that only their texts are left of."""
    return next((_told(number, _path_in(text)) for text in texts if (number := _number_in(text))), None)


def _path_in(text: str) -> str | None:
    quoted = QUOTED_PATH.search(text)
    return quoted.group("path") if quoted else None


def _number_in(text: str) -> int | None:
    return next((number for words, number in IN_WORDS.items() if words in text), None)


def _told(number: int, file: str | None = None) -> str:
    where = f" ({file})" if file else ""
    return f"{REFUSALS[number]}{where}, and call it again. What was there before is as it was."


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
