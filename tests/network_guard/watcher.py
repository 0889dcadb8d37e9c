"""The kernel guard's watcher: a process that refuses each call which the kernel holds back, and notes who made it.

It is a process of its own, since a guarded one may hold its interpreter while it waits for the answer. It needs
nothing but Python, and ends when nobody is guarded any more. The shapes are those of Linux's `seccomp_unotify(2)`.
"""

from __future__ import annotations

import errno
import fcntl
import select
import socket
import struct
import sys
from pathlib import Path

RECEIVE, ANSWER = 0xC0502100, 0xC0182101
ASKED = struct.Struct("=QII iIQ 6Q")
ANSWERED = struct.Struct("=QqiI")


def main(handle: int, notes: Path) -> None:
    """Answer until the handle hangs up."""
    waiting = select.poll()
    waiting.register(handle, select.POLLIN)
    with notes.open("a", encoding="utf-8") as file:
        while waiting.poll()[0][1] & select.POLLIN:
            try:
                asked = bytearray(ASKED.size)
                fcntl.ioctl(handle, RECEIVE, asked)
                number, process, _, _, _, _, family, *_ = ASKED.unpack(asked)
                file.write(f"socket {_family(family)} by {_name(process)}\n")
                file.flush()
                fcntl.ioctl(handle, ANSWER, ANSWERED.pack(number, 0, -errno.EACCES, 0))
            except FileNotFoundError:  # who asked was killed meanwhile
                continue


def _family(number: int) -> str:
    try:
        return socket.AddressFamily(number).name
    except ValueError:
        return f"of family {number}"


def _name(process: int) -> str:
    return Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
