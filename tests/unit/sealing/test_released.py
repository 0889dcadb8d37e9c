"""What was printed before is no secret any more; only a version that was published says what that is."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from dagster_project.publish.faults import PublishError
from dagster_project.publish.figures import FIGURES_FILE
from dagster_project.publish.released import read_released
from dagster_project.signoff.ledger import ledger_file
from tests.unit.publish.printed_values import YEAR
from tests.unit.sealing.conftest import Sealing


def refused(sealing: Sealing) -> str:
    with pytest.raises(PublishError) as told:
        read_released(sealing.settings, YEAR)
    return str(told.value)


def test_the_figures_of_versions_are_released_and_of_nothing_beside_them(sealing: Sealing):
    assert read_released(sealing.settings, YEAR) == []
    folder = sealing.published().folder
    for name in ("draft", "reviewer", ".v2", "v1-reviewer"):
        beside = folder.with_name(name)
        beside.mkdir(exist_ok=True)
        beside.chmod(0o755)
        if name != "v1-reviewer":
            (beside / FIGURES_FILE).write_text("none of it", encoding="utf-8")
    rows = json.loads((folder / FIGURES_FILE).read_text(encoding="utf-8"))["figures"]
    assert len(rows) > 50
    assert read_released(sealing.settings, YEAR) == rows


def test_figures_alone_are_no_version(sealing: Sealing):
    folder = sealing.published().folder
    other = folder.with_name("v99")
    other.mkdir()
    shutil.copy(folder / FIGURES_FILE, other)
    told = refused(sealing)
    assert str(other) in told
    assert "it is no sealed version" in told


@pytest.mark.parametrize("name", ["v1", "v2"])
@pytest.mark.parametrize("has_ledger", [False, True])
def test_a_whole_version_that_was_never_published_here_releases_nothing(
    sealing: Sealing, one_version, name, has_ledger
):
    if has_ledger:
        sealing.approved()
    shutil.copytree(one_version / "v1", sealing.settings.releases_dir(YEAR) / name)
    told = "does not have this publication" if has_ledger else "the company has no ledger"
    assert told in refused(sealing)


def test_a_version_that_was_touched_releases_nothing(sealing: Sealing):
    path = sealing.published().folder / FIGURES_FILE
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b'"numerator": "2', b'"numerator": "3'))
    assert f"{FIGURES_FILE} was changed" in refused(sealing)


def test_a_version_without_its_figures_is_told_but_where_it_is_laid_out_to_be_rebuilt(sealing: Sealing):
    folder = sealing.published().folder
    folder.chmod(0o755)
    (folder / FIGURES_FILE).unlink()
    assert f"{FIGURES_FILE} is missing" in refused(sealing)
    ledger_file(sealing.settings).unlink()
    assert read_released(replace(sealing.settings, laid_out=True), YEAR) == []
