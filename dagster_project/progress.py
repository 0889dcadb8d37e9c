"""Showing a run's progress in a terminal: one line per step that is done, one that moves for the step at work."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

if TYPE_CHECKING:
    from dagster import DagsterEvent

    from dagster_project.runs import YearRun


class RunProgress:
    """A bar for each year, its length the steps of the run."""

    def __init__(self, console: Console) -> None:
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        self._task = self._bars.add_task("Starting", total=None)

    def __enter__(self) -> RunProgress:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def say(self, what: str) -> None:
        self._bars.update(self._task, description=what)

    def begin(self, year: int) -> None:
        self._bars.remove_task(self._task)
        self._year = year
        self._task = self._bars.add_task(f"{year}: starting", total=None)

    def on_plan(self, steps: int) -> None:
        self._bars.update(self._task, total=steps)

    def on_event(self, event: DagsterEvent) -> None:
        if event.is_step_start:
            self.say(f"{self._year}: {_step_name(event)}")
        elif event.is_step_success or event.is_step_failure or event.is_step_skipped:
            self._bars.advance(self._task)

    def end(self, result: YearRun) -> None:
        self.say(f"{self._year}: {'draft written' if result.passed else 'stopped'}")


def _step_name(event: DagsterEvent) -> str:
    return (event.step_key or "").replace("raw__", "reading ").replace("__", " ")
