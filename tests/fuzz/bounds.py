"""A function in a process of its own that may take only so much memory and time. What it does is not known here."""

from __future__ import annotations

import os
import pickle
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEGABYTE = 1 << 20


class TooMuchError(AssertionError):
    """It took more memory or time than it may, or the process died."""


def bounded(function: Callable[[], Any], megabytes: int, seconds: int) -> Any:
    """What a function returns, computed in a fork of this process.

    Args:
        megabytes: that it may take beyond what this process has already.
        seconds: of the processor's time.

    Raises:
        TooMuchError: it wanted more, or did not return.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _limit(megabytes, seconds)
        try:
            told = pickle.dumps((True, function()))
        except BaseException as error:
            told = pickle.dumps((False, f"{type(error).__name__}: {error}"[:2000]))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(told)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if not told:
        ended = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else f"status {status}"
        raise TooMuchError(f"it never returned: {ended}")
    returned, value = pickle.loads(told)
    if not returned:
        raise TooMuchError(value)
    return value


def _limit(megabytes: int, seconds: int) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + seconds, int(used) + seconds))
