"""The guard in the kernel: no thread of a piece of work, and no process that it starts, gets a socket to any network.

It binds what is written in C as well, since the kernel refuses the call itself (Linux's `seccomp(2)`); not even this
machine is reached, other than by sockets that are files. Who asked is noted in a file by a process of its own,
`watcher.py`, to whom the kernel tells each refused call. A thread or a socket that was there before is not bound.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import urllib3  # noqa: F401, looks for IPv6 by a socket that sends nothing, when it is imported first

from tests.network_guard.guard import guarded

T = TypeVar("T")
WATCHER = Path(__file__).with_name("watcher.py")

PR_SET_NO_NEW_PRIVS = 38
SECCOMP_SET_MODE_FILTER = 1
SECCOMP_FILTER_FLAG_NEW_LISTENER = 1 << 3
IO_URING_SETUP = 425
OTHER_NUMBERS = 0x40000000
"""From here on x86-64 counts its calls a second time (x32)."""

LINE = struct.Struct("HBBI")
LOAD, IF_EQUAL, IF_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
ALLOW, ASK_THE_WATCHER = 0x7FFF0000, 0x7FC00000
REFUSE = 0x00050000 | errno.EACCES


@dataclass(frozen=True)
class Numbers:
    """What a processor's Linux calls things: its own name in the audit, and its system calls."""

    audit: int
    seccomp: int
    socket: int


MACHINES = {
    "x86_64": Numbers(audit=0xC000003E, seccomp=317, socket=41),
    "aarch64": Numbers(audit=0xC00000B7, seccomp=277, socket=198),
}


class NoGuardError(Exception):
    """This machine's kernel does not take the guard; the reason in words."""


def program(numbers: Numbers) -> bytes:
    """The filter, for the kernel's own small machine: each jump says how many lines are left out if so, and if not."""
    lines = [
        (LOAD, 0, 0, ARCHITECTURE),
        (IF_EQUAL, 0, 8, numbers.audit),
        (LOAD, 0, 0, NUMBER),
        (IF_AT_LEAST, 6, 0, OTHER_NUMBERS),
        (IF_EQUAL, 5, 0, IO_URING_SETUP),
        (IF_EQUAL, 0, 2, numbers.socket),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (IF_EQUAL, 0, 1, socket.AF_UNIX),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, ASK_THE_WATCHER),
        (RETURN, 0, 0, REFUSE),
    ]
    return b"".join(LINE.pack(*line) for line in lines)


def with_nobody_to_ask(work: Callable[[], T], notes: Path) -> T:
    """Do some work under both guards, the kernel's where it takes it, and give what the work gives."""
    with guarded(notes):
        return work() if why_not() else guarded_by_the_kernel(work, notes)


def guarded_by_the_kernel(work: Callable[[], T], notes: Path) -> T:
    """Do some work in a guarded thread and give what it gives; who asked for a socket stands in `notes`, a line each.

    Raises:
        NoGuardError: the kernel does not take the guard; the work was not begun.
    """
    with ThreadPoolExecutor(1) as the_thread:
        handle = the_thread.submit(_install).result()
        with _watcher(handle, notes):
            return the_thread.submit(work).result()


def why_not() -> str | None:
    """Why this machine's kernel does not take the guard, in words; None if it does."""
    with ThreadPoolExecutor(1) as the_thread:
        try:
            os.close(the_thread.submit(_install).result())
        except NoGuardError as reason:
            return str(reason)
    return None


def _install() -> int:
    """Guard this thread and all that it begins, for good; gives the handle at which the kernel tells of each call."""
    numbers = MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if numbers is None:
        raise NoGuardError(f"the guard knows no {sys.platform} on {platform.machine()}")
    libc = ctypes.CDLL(None, use_errno=True)
    lines = program(numbers)
    held = ctypes.create_string_buffer(lines, len(lines))
    filtered = struct.pack("HxxxxxxP", len(lines) // LINE.size, ctypes.addressof(held))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise NoGuardError(f"prctl: {os.strerror(ctypes.get_errno())}")
    handle = libc.syscall(
        numbers.seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, filtered
    )
    if handle < 0:
        raise NoGuardError(f"seccomp: {os.strerror(ctypes.get_errno())}")
    return handle


@contextmanager
def _watcher(handle: int, notes: Path) -> Iterator[None]:
    """The watcher at a handle. Threads that outlive the work, as a pool does, get no socket afterwards either."""
    try:
        process = subprocess.Popen([sys.executable, "-IS", WATCHER, str(handle), notes], pass_fds=[handle])
    finally:
        os.close(handle)
    try:
        yield
    finally:
        process.kill()  # it would inherit that this process ignores to be asked
        process.wait()
