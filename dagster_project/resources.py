"""The one resource of the graph: the company whose year is run, with the right to write its warehouses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from dagster import ConfigurableResource, InitResourceContext
from filelock import FileLock, Timeout
from pydantic import PrivateAttr

from dagster_project.company import Company, read_company
from dagster_project.inputs import inputs_fingerprint
from dagster_project.settings import Settings


def writer_lock(settings: Settings) -> FileLock:
    """The lock that a process holds while it writes a company's data; within a process it may be taken again."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return FileLock(settings.lock_file, is_singleton=True)


class CompanyFolder(ConfigurableResource):
    """A company's folder and data. Holds the writer lock for the whole run, so runs wait for each other.

    Attributes:
        company_dir: the company folder, absolute.
        data_dir: the company's data folder, absolute.
    """

    company_dir: str
    data_dir: str

    _inputs: dict[int, str] = PrivateAttr(default_factory=dict)

    @classmethod
    def at(cls, settings: Settings) -> CompanyFolder:
        return cls(company_dir=str(settings.company_dir), data_dir=str(settings.data_dir))

    @property
    def settings(self) -> Settings:
        return Settings(Path(self.company_dir), Path(self.data_dir))

    @cached_property
    def company(self) -> Company:
        return read_company(self.settings.company_dir)

    def inputs(self, year: int) -> str:
        """Fingerprint of the year's inputs as this run found them; the draft computes it again before it is written."""
        if year not in self._inputs:
            self._inputs[year] = inputs_fingerprint(self.settings, year)
        return self._inputs[year]

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator[CompanyFolder]:
        lock = writer_lock(self.settings)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if context.log:
                context.log.info(f"Waiting: another process is writing {self.data_dir}")
            lock.acquire()
        try:
            yield self
        finally:
            lock.release()
