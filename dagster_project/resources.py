"""The resources of the graph: the company that is looked at, and the same with the right to write its data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import Self

from dagster import ConfigurableResource, InitResourceContext
from pydantic import PrivateAttr

from dagster_project.company import COMPANY_FILE, Company, read_company
from dagster_project.inputs import forget_draft, inputs_fingerprint
from dagster_project.locking import writer_lock
from dagster_project.run_events import steps_that_failed, year_of
from dagster_project.settings import Settings
from dagster_project.warehouse.connection import held_open


class CompanyFolder(ConfigurableResource):
    """A company's folder and data, to look at.

    Attributes:
        company_dir: the company folder, absolute.
        data_dir: the company's data folder, absolute.
        laid_out: as in `Settings`.
    """

    company_dir: str
    data_dir: str
    laid_out: bool = False

    @classmethod
    def at(cls, settings: Settings) -> Self:
        return cls(
            company_dir=str(settings.company_dir), data_dir=str(settings.data_dir), laid_out=settings.laid_out
        )

    @property
    def settings(self) -> Settings:
        return Settings(Path(self.company_dir), Path(self.data_dir), self.laid_out)

    @cached_property
    def choices(self) -> Company:
        """What `company.yml` says."""
        return read_company(self.settings.company_dir)


class CompanyWriter(CompanyFolder):
    """A company's folder and data in a run that writes. Holds the writer lock, so runs wait for each other."""

    _inputs: dict[int, str] = PrivateAttr(default_factory=dict)

    def inputs(self, year: int) -> str:
        """Fingerprint of the year's inputs as this run found them; the draft computes it again before it is written.

        From the first time on, the year counts as changed until its draft is written: a run that is stopped
        leaves tables behind that are not those of the draft. Before anything lands, what the company demands of
        landed files is seen to.

        Raises:
            IntakeError: landed files have to be encrypted, and cannot be.
        """
        if year not in self._inputs:
            if self.choices.landed == "encrypted":
                self._encrypt_landed()
            forget_draft(self.settings, year)
            self._inputs[year] = inputs_fingerprint(self.settings, year)
        return self._inputs[year]

    def _encrypt_landed(self) -> None:
        from dagster_project.intake.errors import Fault, IntakeError
        from dagster_project.intake.landing import LandingError, encrypt_landed

        try:
            encrypt_landed(self.settings.landed_dir)
        except LandingError as error:
            asked = "every landed file encrypted, as `landed: encrypted` says"
            raise IntakeError([Fault(COMPANY_FILE, str(error), asked, "See above")]) from error

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator[CompanyWriter]:
        """Holds the lock for the run; when it ends, passed or not, writes the year's gate report and its lineage."""
        say = context.log.info if context.log else print
        with writer_lock(self.settings, say), self._held_open(context), self._reported(context):
            yield self

    def _held_open(self, context: InitResourceContext) -> AbstractContextManager[None]:
        year = year_of(context.run) if context.run else None
        return nullcontext() if year is None else held_open(self.settings.warehouse(year))

    @contextmanager
    def _reported(self, context: InitResourceContext) -> Iterator[None]:
        from dagster_project.quality.writing import forget_report, write_report
        from dagster_project.year_state import report_year_state

        year = year_of(context.run) if context.run else None
        if year is None or context.instance is None or context.run is None:
            yield
            return
        forget_report(self.settings, year)
        try:
            yield
        finally:
            try:
                stops = steps_that_failed(context.instance, context.run.run_id)
                inputs = self._inputs.get(year) or inputs_fingerprint(self.settings, year)
                write_report(self.settings, year, inputs, stops)
                report_year_state(context.instance, self.settings, year, context.run)
            except Exception as error:  # the run's own fault must not be hidden behind that of its report
                if context.log:
                    context.log.error(
                        f"The gate report or the state of {year} could not be written: {error!r}"
                    )
            self._tell_lineage(context, year)

    def _tell_lineage(self, context: InitResourceContext, year: int) -> None:
        from dagster_project.openlineage.sending import emit_run

        if context.instance is None or context.run is None:
            return
        try:
            emit_run(self.settings, self.choices, year, context.instance, context.run.run_id)
        except Exception as error:  # other tools must not stop a year
            if context.log:
                context.log.error(str(error))
