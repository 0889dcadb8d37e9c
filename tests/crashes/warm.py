"""A process that has everything imported and does each job in a fork of itself, which may be killed at a chosen point.

It answers one line of JSON for each line that it is given. A fork starts in no time and dies alone; no job runs in the
process itself, so every job finds it as it was, and several may begin at once. A job is killed without a chance to tidy
up: by its count of writes with SIGKILL, or once it has used so much processor time with a signal that ends it the same
way. Or its writes fail from one on, as on a full disk, or it has no more rights in a folder than the folder gives.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

WRITES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate")
NEEDED = (
    "alembic.command",
    "dbt.cli.main",
    "great_expectations",
    "networkx",
    "dagster_project.cli",
    "dagster_project.definitions",
    "dagster_project.event_log",
    "dagster_project.intake_border",
    "dagster_project.openlineage.sending",
    "dagster_project.progress",
    "dagster_project.publish_border",
    "dagster_project.recompute_border",
    "dagster_project.sealing.seal",
    "dagster_project.warehouse.column_lineage",
)
"""What a run or a publication imports. It is there before the fork, so that no job imports it."""
CAPABILITIES_OF_FILES = (1 << 1) | (1 << 2)
"""Linux's CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, by which root reads and writes what its rights do not allow."""
CAPABILITY_VERSION = 0x20080522
TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Warm:
    """The process, as a test speaks to it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )

    def do(self, job: str, *arguments: str, **how: Any) -> dict[str, Any]:
        """Do a job, as `forked` does; what it printed is in `said`."""
        return self.do_at_once((job, *arguments), **how)[0]

    def do_at_once(self, *jobs: Sequence[str], **how: Any) -> list[dict[str, Any]]:
        """Do jobs that begin at the same time, each given by its name and its arguments."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"jobs": jobs, "how": how}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        self._process.communicate()


@contextmanager
def warm(data: Path) -> Iterator[Warm]:
    """The process for a data folder."""
    data.mkdir(parents=True, exist_ok=True)
    process = Warm({"ESG_DATA": str(data)})
    try:
        yield process
    finally:
        process.end()


def run(company: str, year: str, *options: str) -> None:
    """Run a year."""
    _command("run", "--year", year, "--company", company, *options)


def publish(company: str, year: str) -> None:
    """Publish a year that is approved."""
    _command("publish", "--year", year, "--company", company, "--by", "controller")


def sign(company: str, year: str) -> None:
    """Submit a year's draft and approve it in every role."""
    _command("submit", "--year", year, "--company", company, "--by", "controller")
    for by in ("hr", "facilities", "procurement", "committee_chair", "board_secretary"):
        _command("approve", "--year", year, "--company", company, "--by", by)


def status(company: str) -> None:
    """Look at every year."""
    _command("status", "--company", company)


def verify(version: str) -> None:
    """Verify the folder of a published version."""
    _command("verify", version)


JOBS = {job.__name__: job for job in (run, publish, sign, status, verify)}


def _command(*arguments: str) -> None:
    from dagster_project.cli import app

    status = app(list(arguments), standalone_mode=False)
    if status:
        raise SystemExit(status)


class Writes:
    """Counts what a job writes below a folder: opens, renames, makes, removes. Kills it at one, or lets them fail."""

    def __init__(
        self,
        below: str = "/",
        kill_at_write: int | None = None,
        fail_from_write: int | None = None,
        number: int = errno.ENOSPC,
    ) -> None:
        self.count = 0
        self._below, self._kill_at, self._fail_from, self._number = (
            below,
            kill_at_write,
            fail_from_write,
            number,
        )

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in WRITES and not (event == "open" and (arguments[2] or 0) & TO_WRITE):
            return
        if isinstance(arguments[0], int) or not os.fsdecode(arguments[0]).startswith(self._below):
            return
        self.count += 1
        if self.count == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._fail_from and self.count >= self._fail_from and event != "os.remove":
            raise OSError(self._number, os.strerror(self._number))


def forked(job: Callable[[], object], **how: Any) -> dict[str, Any]:
    """Do a job in a fork: `killed` by which signal, if any, its `failure` in words, its `cpu` and `writes`."""
    return forked_at_once([job], **how)[0]


def forked_at_once(
    jobs: Sequence[Callable[[], object]],
    *,
    kill_at_cpu: float | None = None,
    largest_file: int | None = None,
    as_nobody_special: bool = False,
    **writes: Any,
) -> list[dict[str, Any]]:
    """Do jobs in forks that begin at the same time, and give what became of each.

    `largest_file`: no file may grow over so many bytes. `as_nobody_special`: the rights of files and folders hold for
    root too. Both bind whoever writes, C code as well.
    """
    begun = [
        _begun(_limited(job, largest_file, as_nobody_special), Writes(**writes), kill_at_cpu) for job in jobs
    ]
    return [_ended(child, answer) for child, answer in begun]


def _limited(
    job: Callable[[], object], largest_file: int | None, as_nobody_special: bool
) -> Callable[[], object]:
    def work() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
        if as_nobody_special:
            _give_up_roots_rights()
        job()

    return work


def _give_up_roots_rights() -> None:
    """Have this process, should it be root's, be bound by the rights of files and folders like any other."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    effective_permitted_inheritable = (ctypes.c_uint32 * 6)()
    failed = libc.capget(header, effective_permitted_inheritable)
    for low_word in range(3):
        effective_permitted_inheritable[low_word] &= ~CAPABILITIES_OF_FILES
    if failed or libc.capset(header, effective_permitted_inheritable):
        raise OSError(ctypes.get_errno(), "root's rights cannot be given up")


def _begun(job: Callable[[], object], writes: Writes, kill_at_cpu: float | None) -> tuple[int, int]:
    """A fork that does a job: its process, and where its answer is read."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _do(job, writes, kill_at_cpu, writing)
        os._exit(0)
    os.close(writing)
    return child, reading


def _ended(child: int, reading: int) -> dict[str, Any]:
    with os.fdopen(reading) as answer:
        said = answer.read()
    _, status, _ = os.wait4(child, 0)
    told = json.loads(said) if said else {}
    return {"killed": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None, "failure": None, **told}


def _do(job: Callable[[], object], writes: Writes, kill_at_cpu: float | None, writing: int) -> None:
    failure, before = None, _cpu()
    if kill_at_cpu:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, kill_at_cpu)
    sys.addaudithook(writes)
    try:
        job()
    except BaseException as error:
        code = getattr(error, "exit_code", getattr(error, "code", None))
        failure = f"exit {code}" if code is not None else traceback.format_exc()
    told = {"failure": failure, "cpu": _cpu() - before, "writes": writes.count}
    os.write(writing, json.dumps(told).encode())


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _speaking_into(
    file: IO[bytes], job: Callable[..., object], arguments: Sequence[str]
) -> Callable[[], object]:
    """The job, with all that it prints going into an open file."""

    def work() -> None:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        job(*arguments)

    return work


def _done_at_once(jobs: Sequence[Sequence[str]], how: dict[str, Any]) -> list[dict[str, Any]]:
    with ExitStack() as files:
        said = [files.enter_context(TemporaryFile()) for _ in jobs]
        spoken = [
            _speaking_into(file, JOBS[name], rest) for file, (name, *rest) in zip(said, jobs, strict=True)
        ]
        told = forked_at_once(spoken, **how)
        for file in said:
            file.seek(0)
        return [one | {"said": file.read().decode()} for one, file in zip(told, said, strict=True)]


def main() -> None:
    """Import what a year needs, then do jobs until nobody asks any more."""
    for name in NEEDED:
        import_module(name)
    from dagster_project.warehouse.dbt_project import current_manifest

    current_manifest()
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(_done_at_once(asked["jobs"], asked["how"])), flush=True)


if __name__ == "__main__":
    main()
