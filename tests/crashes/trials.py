"""The trials: a run or a publication is cut off, and the next one has to end where an undisturbed one ends."""

from __future__ import annotations

import errno
import random
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dagster_project.digests import file_digest
from dagster_project.runs import company_instance
from dagster_project.sealing.verify import verify
from dagster_project.settings import Settings, settings_for
from dagster_project.signoff.ledger import ledger_file, read_ledger
from dagster_project.versions import sealed_versions
from tests.crashes.warm import Warm
from tests.integration.small_company import COMPLAINTS, cut_down

YEAR = 2022
SEED = 20260101
WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "killed": ("kill_at_write", {}),
    "full-disk": ("fail_from_write", {"number": errno.ENOSPC}),
    "read-only": ("fail_from_write", {"number": errno.EROFS}),
}
"""What becomes of a publication at a chosen write."""


@dataclass(frozen=True)
class Trial:
    """What was done to a job, and everything that is wrong afterwards; nothing, if all is as it should be."""

    what: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Undisturbed:
    """What a run writes that nothing happens to, as each file's sha256, and its seconds of processor time."""

    draft: dict[str, str]
    cpu: float


@dataclass
class Bench:
    """A small company, the process that works for it, and what is there after undisturbed work."""

    warm: Warm
    settings: Settings
    kept: Path

    @cached_property
    def undisturbed(self) -> Undisturbed:
        """The year, run from nothing and once more: the second time says how long one takes that finds all prepared."""
        for _ in range(2):
            told = self.warm.do("run", *self.year, "--force")
            assert told["failure"] is None, told["said"]
        return Undisturbed(self.draft(), told["cpu"])

    @cached_property
    def writes(self) -> int:
        """How many writes a publication makes. The company is kept as it is before one: with an approved draft."""
        assert self.undisturbed.draft
        told = self.warm.do("sign", *self.year)
        assert told["failure"] is None, told["said"]
        self.keep()
        told = self.warm.do("publish", *self.year)
        assert told["failure"] is None, told["said"]
        return told["writes"]

    def draft(self) -> dict[str, str]:
        folder = self.settings.draft_dir(YEAR)
        return {path.name: file_digest(path) for path in sorted(folder.iterdir())} if folder.is_dir() else {}

    def open_runs(self) -> int:
        """How many runs Dagster's instance takes for running."""
        from dagster import DagsterRunStatus, RunsFilter

        with company_instance(self.settings) as instance:
            return len(instance.get_runs(filters=RunsFilter(statuses=[DagsterRunStatus.STARTED])))

    @property
    def year(self) -> tuple[str, str]:
        return str(self.settings.company_dir), str(YEAR)

    def keep(self) -> None:
        """Remember company and data as they are."""
        for folder in (self.settings.company_dir, self.settings.data_dir):
            shutil.copytree(folder, self.kept / folder.name, symlinks=True)

    def back(self) -> None:
        """Company and data as they were remembered."""
        for folder in (self.settings.company_dir, self.settings.data_dir):
            if folder.is_dir():
                _writable(folder)
                shutil.rmtree(folder)
            shutil.copytree(self.kept / folder.name, folder, symlinks=True)


def _writable(folder: Path) -> None:
    for path in folder.rglob("v*"):
        if path.is_dir():
            path.chmod(0o755)


def small(root: Path, made_up_company: Path, warm: Warm) -> Bench:
    """A company with one export and one year, and people who sign."""
    company = cut_down(made_up_company, root / "company", (COMPLAINTS,), (YEAR,))
    shutil.copy(made_up_company / "sign_off.yml", company)
    return Bench(warm, settings_for(company), root / "kept")


def killed_runs(bench: Bench, points: int) -> Iterator[Trial]:
    """Runs that are killed at random points, each followed by one that is not; every other one begins from nothing."""
    chosen, cpu = random.Random(SEED), bench.undisturbed.cpu
    for number in range(points):
        at = cpu * chosen.random()
        if number % 2 == 0:
            shutil.rmtree(bench.settings.data_dir / str(YEAR), ignore_errors=True)
        while bench.warm.do("run", *bench.year, "--force", kill_at_cpu=at)["killed"] is None:
            at /= 2  # it had ended before
        yield Trial(f"run killed after {at:.1f} s of {cpu:.1f}", tuple(_after_a_run(bench)))


def _after_a_run(bench: Bench) -> Iterator[str]:
    expected, found, open_runs = bench.undisturbed.draft, bench.draft(), bench.open_runs()
    if found and found != expected:
        yield "the draft that it left is neither the old one nor the new one"
    yield from _ledger_faults(bench)
    again = bench.warm.do("run", *bench.year, "--force")
    if again["failure"]:
        yield f"the next run failed: {again['failure']}\n{again['said']}"
    elif bench.draft() != expected:
        differing = sorted(name for name in expected if bench.draft().get(name) != expected[name])
        yield f"the next run wrote other bytes: {', '.join(differing)}"
    elif open_runs and "was cut off" not in again["said"]:
        yield "the next run did not say that the one before was cut off"
    elif bench.open_runs():
        yield "a run that nobody executes is still open in Dagster's instance"
    yield from _ledger_faults(bench)


def cut_off_publications(bench: Bench, points: Iterable[int], way: str) -> Iterator[Trial]:
    """Publications that are cut off at each of these writes in one of the `WAYS`, each followed by one that is not."""
    how, besides = WAYS[way]
    for at in points:
        bench.back()
        told = bench.warm.do("publish", *bench.year, **{how: at}, **besides)
        yield Trial(f"publication, {way} at write {at}", tuple(_after_a_publication(bench, told)))


def _after_a_publication(bench: Bench, told: dict) -> Iterator[str]:
    if told["failure"] and not told["failure"].startswith("exit"):
        yield f"it ended in a traceback: {told['failure']}"
    yield from _releases_faults(bench, "after it")
    again = bench.warm.do("publish", *bench.year)
    refused = again["failure"] == "exit 1" and "nothing new to publish" in again["said"]
    if again["failure"] and not refused:
        yield f"the next one failed: {again['failure']}\n{again['said']}\nbefore: {told['said']}"
    yield from _releases_faults(bench, "after the next one")
    if sealed_versions(bench.settings, YEAR) != ["v1"]:
        yield f"there are the versions {sealed_versions(bench.settings, YEAR)}"
    names = {path.name for path in bench.settings.releases_dir(YEAR).iterdir()}
    if names - {"draft", "v1", "v1-reviewer"}:
        yield f"left behind: {sorted(names)}"
    published = [one for one in read_ledger(ledger_file(bench.settings)) if one.kind == "publication"]
    if len(published) != 1:
        yield f"the ledger has {len(published)} publications"


def _releases_faults(bench: Bench, when: str) -> Iterator[str]:
    yield from _ledger_faults(bench)
    for version in sealed_versions(bench.settings, YEAR):
        verdict = verify(bench.settings.releases_dir(YEAR) / version)
        if not verdict.is_whole:
            yield f"{when} {version} is there and not whole: {[check.faults for check in verdict.checks]}"


def _ledger_faults(bench: Bench) -> Iterator[str]:
    try:
        read_ledger(ledger_file(bench.settings))
    except Exception as error:
        yield f"the ledger is torn: {error}"
