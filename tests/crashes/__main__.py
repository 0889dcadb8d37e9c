"""`make crashes`: runs killed at many random points, publications cut off at each write; a table of what was wrong."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.progress import track

from dagster_project.demo import write_company
from tests.crashes.trials import FULL_DISK, READ_ONLY, Trial, cut_off_publications, killed_runs, small
from tests.crashes.warm import warm

console = Console()


def main() -> int:
    """Do all trials and give the exit status: 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30, help="how many runs are killed")
    parser.add_argument(
        "--every", type=int, default=1, help="publications are cut off at every so many writes"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        os.environ["ESG_DATA"] = str(root / "data")
        write_company(root / "made_up")
        with warm(root / "data") as process:
            bench = small(root, root / "made_up", process)
            expected = bench.undisturbed()
            wrong = _told("runs", killed_runs(bench, expected, bench.cpu, asked.runs), asked.runs)
            writes = bench.ready_to_publish()
            points = list(range(1, writes + 1, asked.every))
            for what, how, besides in (
                ("publications killed", "kill_at_write", {}),
                ("publications on a full disk", "fail_from_write", FULL_DISK),
                ("publications into a read-only folder", "fail_from_write", READ_ONLY),
            ):
                wrong += _told(what, cut_off_publications(bench, points, how, **besides), len(points))
    return 1 if wrong else 0


def _told(what: str, trials: Iterable[Trial], count: int) -> int:
    found: Counter[bool] = Counter()
    for trial in track(trials, description=what, total=count, console=console):
        found[bool(trial.faults)] += 1
        for fault in trial.faults:
            console.print(f"[red]{trial.what}:[/] {fault}")
    console.print(f"{what}: {found.total()}, of which something was wrong after {found[True]}")
    return found[True]


if __name__ == "__main__":
    sys.exit(main())
