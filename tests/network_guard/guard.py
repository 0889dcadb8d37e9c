"""The guard of one process: what leads to another machine fails and is noted in a file. Needs nothing but Python."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOTED_IN = "ESG_TEST_NETWORK_NOTES"
ASKING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
NAMING = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_installed = False


class NetworkError(OSError):
    """Somebody asked for another machine."""


def is_this_machine(host: object) -> bool:
    """Whether a host's name or address is this machine's; none at all is."""
    text = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return text == "localhost"


def install() -> None:
    """Watch this process from now on, as long as the environment says where to note. Cannot be undone."""
    global _installed
    if not _installed:
        _installed = True
        sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple) -> None:
    if event in NAMING:
        host = arguments[0]
    elif event in ASKING:
        if not isinstance(arguments[1], tuple):  # a socket of this machine's files, or a connected one
            return
        host = arguments[1][0]
    else:
        return
    notes = os.environ.get(NOTED_IN)
    if notes and not is_this_machine(host):
        with open(notes, "a", encoding="utf-8") as file:  # noqa: PTH123, this runs before anything is imported
            file.write(f"{event} {host}\n")
        raise NetworkError(f"{event} {host}: no other machine may be asked")


@contextmanager
def guarded(notes: Path) -> Iterator[None]:
    """Watch this process and those that it starts; who is asked for stands in `notes`, one line each."""
    install()
    before = {name: os.environ.get(name) for name in (NOTED_IN, "PYTHONPATH")}
    os.environ[NOTED_IN] = str(notes)
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(Path(__file__).parent), before["PYTHONPATH"]])
    )
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def asked_for(notes: Path) -> list[str]:
    """Who was asked for while the guard stood, by any of the processes."""
    return notes.read_text(encoding="utf-8").splitlines() if notes.is_file() else []
