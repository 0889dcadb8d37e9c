"""The lock that one process holds while it writes a company's data, and what was cut off before it is finished first.

What is written is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from dagster_project.settings import Settings


@contextmanager
def writer_lock(settings: Settings, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock that only one process has while it writes a company's data; within a process it may be taken again.

    Whoever gets it finishes what was cut off, a rotation of the key (`rotation.py`) or a retirement of originals
    (`retirement/`), so that nothing is written in between. `say` is told if another process has the lock, and if
    something was finished.

    Raises:
        SignOffError: it cannot be finished, since the ledger is damaged.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.lock_file, is_singleton=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say(f"Waiting for another process that writes {settings.data_dir.name}")
        lock.acquire()
    try:
        _finish_what_was_cut_off(settings, say)
        yield
    finally:
        lock.release()


def _finish_what_was_cut_off(settings: Settings, say: Callable[[str], None]) -> None:
    if settings.retirement.is_file():
        from dagster_project.retirement.retire import finish as finish_retirement

        finish_retirement(settings)
        say("A retirement of originals had been cut off and is finished now.")
    if settings.rotation.is_file():
        from dagster_project.rotation import finish as finish_rotation

        finish_rotation(settings)
        say(
            "A change of the key of people's hashes had been cut off and is finished now. "
            "The years have to be run again with: esg run"
        )
