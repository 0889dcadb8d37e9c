"""Runs faults in worker processes, each with a workbench of its own, and gives their outcomes. Nothing is printed."""

from __future__ import annotations

import logging
import multiprocessing
import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from dagster_project.demo import write_company
from tests.faults.clean_companies import CleanCompany, false_alarms
from tests.faults.damage import NothingToStrike, catalogue
from tests.faults.metered import hand_in
from tests.faults.sorting import Outcome, sort_out
from tests.faults.workbench import Clean, Workbench

YEAR = 2023


@dataclass(frozen=True)
class Trial:
    """One kind of fault done once."""

    kind: str
    seed: int


@dataclass(frozen=True)
class Result:
    """What became of a trial, and the seconds that it took. `broken` says why there is no verdict."""

    trial: Trial
    outcome: Outcome | None
    seconds: float
    broken: str = ""


def trials(seeds: int, chosen: Sequence[str] = ()) -> list[Trial]:
    """The catalogue as trials: every kind once for each of its seeds, at most `seeds`; or the chosen kinds.

    A chosen word takes in every kind whose name or export holds it.
    """
    kinds = [
        kind
        for kind in catalogue().values()
        if not chosen or any(word in kind.id or word == kind.export for word in chosen)
    ]
    return [Trial(kind.id, seed) for kind in kinds for seed in range(min(seeds, kind.seeds))]


def make_clean(folder: Path, *, control_totals: bool = True) -> Clean:
    """Write the made-up company, with or without its control totals, and run both years through the whole graph.

    A year that waits for nothing but an explanation will do: faults are told from it by what they add. That it
    waits is a false alarm, which `clean_companies` reports.

    Raises:
        AssertionError: a year was stopped; then no fault can be told from it.
    """
    from tests.conftest import YEARS, run_years

    quiet()
    company = folder / "company"
    write_company(company)
    hand_in(company, YEARS)
    if not control_totals:
        (company / "registers" / "control_totals.csv").unlink()
        (company / "mappings" / "register_control_totals.yml").unlink()
    run = run_years(company, folder / "data", YEARS)
    for year, one in run.runs.items():
        if not one.passed and not _only_waits(one.stops):
            raise AssertionError(f"the clean company's {year} did not pass:\n" + "\n".join(one.stops))
    return Clean(company, run.settings.data_dir, YEAR)


def _only_waits(stops: Sequence[str]) -> bool:
    return len(stops) == 1 and "wait for an explanation" in stops[0] and "have not passed" not in stops[0]


def one_trial(bench: Workbench, trial: Trial, *, to_the_end: bool = False) -> Result:
    """Damage a fresh copy, run its year, compare and sort."""
    started = time.perf_counter()
    kind = catalogue()[trial.kind]
    company = bench.fresh_copy()
    try:
        touched = kind.strike(company, bench.clean.year, trial.seed)
        expected = kind.expected(company, bench.clean.year, touched)
        outcome = sort_out(bench.clean.run, bench.run(to_the_end=to_the_end), expected)
    except NothingToStrike as error:
        return Result(trial, None, time.perf_counter() - started, str(error))
    except Exception:  # a mistake of the harness, which must not hide the other faults' outcomes
        return Result(trial, None, time.perf_counter() - started, traceback.format_exc())
    return Result(trial, outcome, time.perf_counter() - started)


class Workers:
    """Processes that run trials and clean companies, each in a scratch folder of its own."""

    def __init__(self, clean: Clean, scratch: Path, workers: int) -> None:
        self._pool = ProcessPoolExecutor(
            workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(clean, scratch),
        )

    def run(self, wanted: Sequence[Trial]) -> Iterator[Result]:
        """Run trials, and give each result as soon as it is there."""
        for done in as_completed([self._pool.submit(_run, trial) for trial in wanted]):
            yield done.result()

    def false_alarms(self, companies: Sequence[CleanCompany]) -> Iterator[tuple[CleanCompany, list[str]]]:
        """Run clean companies, and give what the gates say of each as soon as it is there."""
        asked = {self._pool.submit(_alarms, company): company for company in companies}
        for done in as_completed(asked):
            yield asked[done], done.result()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown(cancel_futures=True)


_bench: list[Workbench] = []


def _begin(clean: Clean, scratch: Path) -> None:
    quiet()
    _bench.append(Workbench(clean, scratch / multiprocessing.current_process().name))


def _run(trial: Trial) -> Result:
    return one_trial(_bench[0], trial)


def _alarms(company: CleanCompany) -> list[str]:
    return false_alarms(company, _bench[0].settings.company_dir.parent / "clean")


def quiet() -> None:
    """No warnings of libraries: only outcomes are looked at."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
