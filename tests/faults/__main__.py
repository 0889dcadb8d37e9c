"""`make faults`: the catalogue of faults against the gates, and clean companies against false alarms."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from dagster_project.project import PROJECT_ROOT
from tests.faults.clean_companies import COMPANIES
from tests.faults.report import COLOURS, bad, table, write_markdown
from tests.faults.sorting import shortened
from tests.faults.trials import Result, Workers, make_clean, trials

REPORT = PROJECT_ROOT / "build" / "faults.md"


def main() -> int:
    """Run what the command line asks for; 1 if a fault escaped or was misnamed, or a clean company was stopped."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument(
        "kinds", nargs="*", help="kinds or exports to run, by part of their name; default all"
    )
    parser.add_argument("--seeds", type=int, default=1, help="how often each kind strikes (default 1)")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--report", type=Path, default=REPORT)
    parser.add_argument("--clean", type=int, default=20, help="how many clean companies to run (default 20)")
    parser.add_argument(
        "--without-control-totals",
        action="store_true",
        help="as a company that keeps no totals of other systems: what escapes then needs a second source",
    )
    chosen = parser.parse_args()
    console = Console()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="esg_faults_") as folder:
        with console.status("Running the clean company"):
            clean = make_clean(Path(folder) / "clean", control_totals=not chosen.without_control_totals)
        console.print(f"The clean company's years: {time.perf_counter() - started:.0f} s")
        wanted = trials(chosen.seeds, chosen.kinds)
        companies = COMPANIES[: 0 if chosen.kinds else chosen.clean]
        results: list[Result] = []
        alarms: list[str] = []
        with Workers(clean, Path(folder) / "work", chosen.workers) as workers, _progress(console) as progress:
            bar = progress.add_task("faults", total=len(wanted))
            for result in workers.run(wanted):
                results.append(result)
                progress.advance(bar)
                if bad([result]):
                    progress.console.print(_bad_line(result))
            bar = progress.add_task("clean companies", total=len(companies))
            for _, said in workers.false_alarms(companies):
                alarms += said
                progress.advance(bar)
                for one in said:
                    progress.console.print(Text(f"false alarm: {shortened(one)}", style="red"))
    seconds = time.perf_counter() - started
    console.print(table(results))
    write_markdown(chosen.report, results, alarms, seconds)
    wrong = bad(results)
    console.print(
        f"{len(results)} faults in {seconds:.0f} s: {len(wrong)} escaped, misnamed, missed or without a verdict, "
        f"{len(alarms)} false alarms. Report: {chosen.report}"
    )
    return 1 if wrong or alarms else 0


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def _bad_line(result: Result) -> str:
    verdict = result.outcome.verdict if result.outcome else "no verdict"
    return f"[{COLOURS.get(verdict, 'magenta')}]{verdict}[/] {result.trial.kind} #{result.trial.seed}"


if __name__ == "__main__":
    sys.exit(main())
