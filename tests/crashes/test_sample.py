"""A few of the trials of `make crashes`: a killed run, publications that are cut off at writes all along the way."""

from __future__ import annotations

import random

import pytest

from tests.crashes.trials import FULL_DISK, READ_ONLY, SEED, Bench, cut_off_publications, killed_runs, small
from tests.crashes.warm import warm

pytestmark = pytest.mark.slow

PUBLICATIONS = 5


@pytest.fixture(scope="module")
def bench(made_up_company, tmp_path_factory):
    root = tmp_path_factory.mktemp("crashes")
    with pytest.MonkeyPatch.context() as patch, warm(root / "data", root / "said.txt") as process:
        patch.setenv("ESG_DATA", str(root / "data"))
        yield small(root, made_up_company, process)


@pytest.fixture(scope="module")
def expected(bench: Bench) -> dict[str, str]:
    return bench.undisturbed()


def test_a_killed_run_changes_nothing_but_what_the_next_one_says(bench: Bench, expected):
    (trial,) = killed_runs(bench, expected, bench.cpu, points=1)
    assert trial.faults == (), trial.what


def test_a_publication_is_whole_or_absent_wherever_it_is_cut_off(bench: Bench, expected):
    writes = bench.ready_to_publish()
    points = sorted(random.Random(SEED).sample(range(1, writes + 1), PUBLICATIONS))
    for how, besides in (
        ("kill_at_write", {}),
        ("fail_from_write", FULL_DISK),
        ("fail_from_write", READ_ONLY),
    ):
        for trial in cut_off_publications(
            bench, points[:: 1 if how == "kill_at_write" else 3], how, **besides
        ):
            assert trial.faults == (), trial.what
