"""`make crashes`: runs killed at many random points, publications cut off at each write, and what was wrong."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.progress import track

from dagster_project.demo import write_company
from tests.crashes.trials import WAYS, Trial, cut_off_publications, killed_runs, small
from tests.crashes.warm import warm

RUNS = "runs"

console = Console()


def main() -> int:
    """Do the trials and give the exit status: 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30, help="how many runs are killed")
    parser.add_argument(
        "--every", type=int, default=1, help="publications are cut off at every so many writes"
    )
    parser.add_argument("--first", type=int, default=1, help="the first of these writes")
    parser.add_argument(
        "--only", choices=(RUNS, *WAYS), nargs="+", default=(RUNS, *WAYS),
        help="a part; the others may be done beside it by another process",
    )  # fmt: skip
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        os.environ["ESG_DATA"] = str(root / "data")
        write_company(root / "made_up")
        with warm(root / "data") as process:
            bench = small(root, root / "made_up", process)
            wrong = 0
            if RUNS in asked.only:
                wrong += _told("runs killed", killed_runs(bench, asked.runs), asked.runs)
            for way in [way for way in WAYS if way in asked.only]:
                points = range(asked.first, bench.writes + 1, asked.every)
                wrong += _told(f"publications, {way}", cut_off_publications(bench, points, way), len(points))
    return 1 if wrong else 0


def _told(what: str, trials: Iterable[Trial], count: int) -> int:
    """How many trials went wrong; on a terminal with a bar, elsewhere with a line for each."""
    wrong = 0
    for trial in track(trials, what, total=count, console=console, disable=not console.is_terminal):
        wrong += bool(trial.faults)
        if trial.faults or not console.is_terminal:
            console.print(f"{trial.what}: {'; '.join(trial.faults) or 'nothing wrong'}", highlight=False)
    console.print(f"{what}: {count}, of which something was wrong after {wrong}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
