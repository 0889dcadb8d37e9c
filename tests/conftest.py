"""Fixtures that several folders of tests share: the made-up company, and its two years run once in this process."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dagster_project.project import PROJECT_ROOT
from dagster_project.settings import Settings, settings_for
from tests.network_guard.guard import asked_for
from tests.network_guard.kernel import with_nobody_to_ask

if WORKER := os.environ.get("PYTEST_XDIST_WORKER"):
    # Each worker parses and builds for itself; this is read when the warehouse package is imported.
    os.environ["ESG_DBT_TARGET"] = str(PROJECT_ROOT / "dbt" / "target" / WORKER)

YEARS = (2022, 2023)
SHARED_DATA = PROJECT_ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def made_up_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up company's folder as `esg demo` writes it. Tests that change it copy it first."""
    from dagster_project.demo import write_company

    folder = tmp_path_factory.mktemp("made_up") / "company"
    write_company(folder)
    return folder


@dataclass(frozen=True)
class RunCompany:
    """A company whose years were run, what became of each run, and which other machines were asked for meanwhile."""

    settings: Settings
    runs: dict
    asked_for: tuple[str, ...] = ()


@pytest.fixture(scope="session")
def run_company(made_up_company: Path, tmp_path_factory: pytest.TempPathFactory) -> RunCompany:
    """Both years of a copy of the made-up company, run through the whole graph in this process. Read only.

    Nobody outside of this machine can be asked for while they run: by C code neither, where the kernel takes its guard.
    """
    company = tmp_path_factory.mktemp("run") / "company"
    shutil.copytree(made_up_company, company)
    notes = tmp_path_factory.mktemp("network") / "notes"
    data = tmp_path_factory.mktemp("data")
    made = with_nobody_to_ask(lambda: run_years(company, data, YEARS), notes)
    return replace(made, asked_for=tuple(asked_for(notes)))


def run_years(company: Path, data: Path, years) -> RunCompany:
    """Run years of a company, in order, with its data below `data`."""
    from dagster_project.runs import company_instance, run_year

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESG_DATA", str(data))
        settings = settings_for(company)
        with company_instance(settings) as instance:
            runs = {year: run_year(settings, year, instance, lambda event: None) for year in years}
    return RunCompany(settings, runs)


def shared_data(name: str) -> Path:
    """A third-party file or folder that tests read where it lies; skips where it is absent."""
    path = SHARED_DATA / name
    if not path.exists():
        pytest.skip(f"{name} is third-party data beside the project, and is not here")
    return path
