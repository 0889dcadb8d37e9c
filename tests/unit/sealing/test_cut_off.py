"""A publication that is killed at any write, whose writes fail from any one on, or that is not alone."""

from __future__ import annotations

import errno
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from dagster_project import durable
from dagster_project.locking import writer_lock
from dagster_project.sealing import seal
from dagster_project.sealing.sbom import SBOM_FILE
from dagster_project.sealing.verify import verify
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import ledger_file, read_ledger
from dagster_project.versions import sealed_versions
from tests.crashes.warm import forked, forked_at_once
from tests.unit.publish.printed_values import YEAR
from tests.unit.sealing.conftest import Sealing

pytestmark = pytest.mark.slow


@pytest.fixture
def approved(sealing: Sealing, monkeypatch) -> Sealing:
    monkeypatch.setattr(
        durable.os, "fsync", lambda _: None
    )  # it matters to a machine that stops, not to a process
    made = seal.made_by({"nodes": {}}, None)
    monkeypatch.setattr(seal, "made_by", lambda *_: made)
    monkeypatch.setattr(seal, "write_sbom", lambda folder: (folder / SBOM_FILE).write_text("{}"))
    sealing.approved()
    return sealing


def root_of(sealing: Sealing) -> Path:
    return sealing.settings.company_dir.parent


def at_each_write(sealing: Sealing, kept: Path) -> Iterator[int]:
    """The number of each write that publishing makes, with the company as it was before."""
    shutil.copytree(root_of(sealing), kept)
    writes = forked(lambda: seal.publish(sealing.settings, YEAR, "an"), below=str(root_of(sealing)))["writes"]
    assert writes > 30
    for at in range(1, writes + 1):
        for folder in sealing.settings.releases_dir(YEAR).iterdir():
            folder.chmod(0o755)
        shutil.rmtree(root_of(sealing))
        shutil.copytree(kept, root_of(sealing))
        yield at


def assert_whole_or_absent(sealing: Sealing) -> None:
    read_ledger(ledger_file(sealing.settings))
    for version in sealed_versions(sealing.settings, YEAR):
        assert verify(sealing.settings.releases_dir(YEAR) / version).is_whole


def assert_the_next_one_ends_well(sealing: Sealing) -> None:
    try:
        seal.publish(sealing.settings, YEAR, "an")
    except SignOffError as told:
        assert "nothing new to publish" in str(told)
    folder = sealing.settings.releases_dir(YEAR)
    assert verify(folder / "v1", ledger=ledger_file(sealing.settings)).is_whole
    assert sorted(path.name for path in folder.iterdir()) == ["draft", "v1", "v1-reviewer"]
    assert [one.kind for one in read_ledger(ledger_file(sealing.settings))].count("publication") == 1


def test_killed_at_each_write(approved: Sealing, tmp_path):
    for at in at_each_write(approved, tmp_path.with_name(f"{tmp_path.name}-kept")):
        told = forked(
            lambda: seal.publish(approved.settings, YEAR, "an"),
            below=str(root_of(approved)),
            kill_at_write=at,
        )
        assert told["killed"] == signal.SIGKILL, at
        assert_whole_or_absent(approved)
        assert_the_next_one_ends_well(approved)


def test_of_two_at_once_one_publishes_and_the_other_is_told(approved: Sealing):
    def publish() -> None:
        with writer_lock(approved.settings, print):
            seal.publish(approved.settings, YEAR, "an")

    first, second = sorted(told["failure"] or "" for told in forked_at_once([publish, publish]))
    assert first == ""
    assert "there is nothing new to publish" in second
    assert_whole_or_absent(approved)
    assert_the_next_one_ends_well(approved)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS], ids=["full disk", "read-only"])
def test_writes_that_fail_from_each_one_on(approved: Sealing, tmp_path, number):
    for at in at_each_write(approved, tmp_path.with_name(f"{tmp_path.name}-kept")):
        if at % 3:
            continue
        forked(
            lambda: seal.publish(approved.settings, YEAR, "an"),
            below=str(root_of(approved)), fail_from_write=at, number=number,
        )  # fmt: skip
        assert_whole_or_absent(approved)
        assert_the_next_one_ends_well(approved)
