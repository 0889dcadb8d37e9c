"""The short way of running a damaged year says what a whole run of the graph says, fault for fault."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import RunCompany, run_years
from tests.faults.damage import catalogue
from tests.faults.sorting import Run, sort_out
from tests.faults.trials import Trial, one_trial
from tests.faults.workbench import Clean, Workbench

pytestmark = pytest.mark.slow
YEAR = 2023
COMPARED = {
    "stopped": "case_cause_unknown",
    "harmless": "case_lost",
}


@pytest.mark.parametrize(("verdict", "name"), COMPARED.items())
def test_short_way_says_what_a_whole_run_says(
    bench: Workbench, tmp_path: Path, verdict: str, name: str
) -> None:
    kind = catalogue()[name]
    short = one_trial(bench, Trial(name, 0), to_the_end=True)
    assert short.outcome is not None, short.broken
    company = tmp_path / "company"
    shutil.copytree(bench.clean.company_dir, company)
    touched = kind.strike(company, YEAR, 0)
    shutil.copytree(bench.clean.data_dir, tmp_path / "data" / bench.clean.data_dir.name)
    ran = run_years(company, tmp_path / "data", (YEAR,))
    whole = sort_out(bench.clean.run, _as_run(ran), kind.expected(company, YEAR, touched))
    assert (short.outcome.verdict, short.outcome.moved) == (whole.verdict, whole.moved)
    assert short.outcome.verdict == verdict


def _as_run(ran: RunCompany) -> Run:
    clean = Clean(ran.settings.company_dir, ran.settings.data_dir, YEAR)
    stops = tuple(
        stop for run in ran.runs.values() for stop in run.stops if "wait for an explanation" not in stop
    )
    return Run(stops=stops) if stops else clean.run
