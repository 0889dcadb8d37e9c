"""The guard sees whoever is asked for: in this process, where the error is swallowed, and in those that it starts."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from contextlib import suppress

import pytest

from tests.network_guard.guard import NetworkError, asked_for, guarded

ELSEWHERE = ("192.0.2.1", 443)


def ask() -> None:
    with socket.socket() as one:
        one.connect(ELSEWHERE)


def test_nobody_else_is_reached_and_it_is_noted(tmp_path):
    with guarded(tmp_path / "notes"):
        with pytest.raises(NetworkError):
            ask()
        with pytest.raises(NetworkError):
            socket.getaddrinfo("elsewhere.example", 443)
        with pytest.raises(NetworkError), socket.socket(type=socket.SOCK_DGRAM) as one:
            one.sendto(b"x", ("198.51.100.1", 53))
    assert len(asked_for(tmp_path / "notes")) == 3


def test_what_a_thread_keeps_to_itself_is_noted(tmp_path):
    def quietly() -> None:
        with suppress(OSError):
            ask()

    with guarded(tmp_path / "notes"):
        thread = threading.Thread(target=quietly)
        thread.start()
        thread.join()
    assert asked_for(tmp_path / "notes") == ["socket.connect 192.0.2.1"]


def test_a_process_that_it_starts_is_guarded_too(tmp_path):
    program = f"import socket\ntry: socket.socket().connect({ELSEWHERE})\nexcept OSError: print('refused')"
    with guarded(tmp_path / "notes"):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "refused\n"
    assert asked_for(tmp_path / "notes") == ["socket.connect 192.0.2.1"]


def test_this_machine_may_be_asked(tmp_path):
    with guarded(tmp_path / "notes"), socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
        socket.getaddrinfo("localhost", 80)
    assert asked_for(tmp_path / "notes") == []


def test_outside_of_it_nothing_is_watched(tmp_path):
    with guarded(tmp_path / "notes"):
        pass
    with socket.socket() as one:
        one.setblocking(False)
        one.connect_ex(ELSEWHERE)
    assert asked_for(tmp_path / "notes") == []
