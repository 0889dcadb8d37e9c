"""The lock that one process holds while it writes a company's data. What is written is not known here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from dagster_project.settings import Settings


@contextmanager
def writer_lock(settings: Settings, on_wait: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock that only one process has while it writes a company's data; within a process it may be taken again.

    `on_wait` is told once if another process has it.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.lock_file, is_singleton=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        on_wait(f"Waiting for another process that writes {settings.data_dir.name}")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
