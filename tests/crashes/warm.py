"""A process that has everything imported and does each job in a fork of itself, which may be killed at a chosen point.

It answers one line of JSON for each line that it is given. A fork starts in no time and dies alone; no job runs in the
process itself, so every job finds it as it was. A job is killed without a chance to tidy up: by its count of writes
with SIGKILL, or once it has used so much processor time with a signal that ends it the same way. Or its writes fail
from one on, as on a full disk.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WRITES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate")
SAID = "ESG_CRASHES_SAID"
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
        """Do a job, as `forked` does."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"job": job, "arguments": arguments, **how}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        self._process.communicate()


@contextmanager
def warm(data: Path, said: Path) -> Iterator[Warm]:
    """The process for a data folder; what a job says is in `said` until the next one."""
    data.mkdir(parents=True, exist_ok=True)
    process = Warm({"ESG_DATA": str(data), SAID: str(said)})
    try:
        yield process
    finally:
        process.end()


def run(company: str, year: str) -> None:
    """Run a year as `esg run --force` does."""
    _command("run", "--year", year, "--company", company, "--force")


def publish(company: str, year: str) -> None:
    """Publish a year that is approved."""
    _command("publish", "--year", year, "--company", company, "--by", "controller")


def sign(company: str, year: str) -> None:
    """Submit a year's draft and approve it in every role."""
    _command("submit", "--year", year, "--company", company, "--by", "controller")
    for by in ("hr", "facilities", "procurement", "committee_chair", "board_secretary"):
        _command("approve", "--year", year, "--company", company, "--by", by)


JOBS = {job.__name__: job for job in (run, publish, sign)}


def _command(*arguments: str) -> None:
    from dagster_project.cli import app

    app(list(arguments), standalone_mode=False)


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


def forked(job: Callable[[], object], *, kill_at_cpu: float | None = None, **writes: Any) -> dict[str, Any]:
    """Do a job in a fork: `killed` by which signal, if any, its `failure` in words, its `cpu` and `writes`."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _do(job, Writes(**writes), kill_at_cpu, writing)
        os._exit(0)
    os.close(writing)
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


def _told_to(said: int, job: Callable[..., object], arguments: Sequence[str]) -> Callable[[], object]:
    """The job, with all that it says going to an open file."""

    def work() -> None:
        os.dup2(said, 1)
        os.dup2(said, 2)
        job(*arguments)

    return work


def main() -> None:
    """Import what a year needs, then do jobs until nobody asks any more."""
    import great_expectations  # noqa: F401

    import dagster_project.cli
    import dagster_project.definitions
    import dagster_project.publish_border
    import dagster_project.sealing.seal  # noqa: F401
    from dagster_project.warehouse.dbt_project import manifest_json

    manifest_json()
    for line in sys.stdin:
        asked = json.loads(line)
        said = os.open(os.environ[SAID], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        job = _told_to(said, JOBS[asked.pop("job")], asked.pop("arguments"))
        print(json.dumps(forked(job, **asked)), flush=True)
        os.close(said)


if __name__ == "__main__":
    main()
