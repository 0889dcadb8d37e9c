"""Fixtures that several folders of tests share: the made-up company, and its two years run once in a session."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from dagster_project import inputs
from dagster_project.project import PROJECT_ROOT
from dagster_project.settings import Settings, settings_for
from tests.network_guard.guard import asked_for
from tests.network_guard.kernel import with_nobody_to_ask

if WORKER := os.environ.get("PYTEST_XDIST_WORKER"):
    # Each worker parses and builds for itself; this is read when the warehouse package is imported.
    os.environ["ESG_DBT_TARGET"] = str(PROJECT_ROOT / "dbt" / "target" / WORKER)

YEARS = (2022, 2023)
SHARED_DATA = PROJECT_ROOT.parent / "shared" / "data"


MadeOnce = Callable[[str, Callable[[Path], Any]], Any]


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Files of long tests come first, so that the workers end together, and one that needs the shared run before all.

    So one worker makes that run while the other has files that do not need it, and neither waits.
    """
    long = {item.path for item in items if item.get_closest_marker("slow")}
    sharing = list(dict.fromkeys(item.path for item in items if "run_company" in item.fixturenames))
    order = {path: 1 for path in long} | {path: 2 for path in sharing} | {path: 0 for path in sharing[:1]}
    items.sort(key=lambda item: order.get(item.path, 3))


@pytest.fixture(scope="session", autouse=True)
def code_read_once() -> Iterator[None]:
    """The code is the same for a whole session, so its digest is computed once instead of for every question."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "code_version", cache(inputs.code_version))
        yield


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """Has a thing made in a folder of its own by the worker that asks for it first; the others are given the same.

    The folder is read only for all. What the maker gives back is handed on as a pickle.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if WORKER else base

    def made(name: str, make: Callable[[Path], Any]) -> Any:
        told = shared / f"{name}.pickle"
        with FileLock(shared / f"{name}.lock"):
            if not told.is_file():
                told.write_bytes(pickle.dumps(make(tmp_path_factory.mktemp(name))))
        return pickle.loads(told.read_bytes())

    return made


@pytest.fixture(scope="session")
def made_up_company(made_once: MadeOnce) -> Path:
    """The made-up company's folder as `esg demo` writes it. Tests that change it copy it first."""

    def make(folder: Path) -> Path:
        from dagster_project.demo import write_company

        write_company(folder / "company")
        return folder / "company"

    return made_once("made_up", make)


@dataclass(frozen=True)
class RunCompany:
    """A company whose years were run, what became of each run, and which other machines were asked for meanwhile."""

    settings: Settings
    runs: dict
    asked_for: tuple[str, ...] = ()


@pytest.fixture(scope="session")
def run_company(made_up_company: Path, made_once: MadeOnce) -> RunCompany:
    """Both years of a copy of the made-up company, run through the whole graph. Tests that change it copy it first.

    Nobody outside of this machine can be asked for while they run: by C code neither, where the kernel takes its guard.
    """

    def make(folder: Path) -> RunCompany:
        company, notes = folder / "company", folder / "asked_for"
        shutil.copytree(made_up_company, company)
        made = with_nobody_to_ask(lambda: run_years(company, folder / "data", YEARS), notes)
        return replace(made, asked_for=tuple(asked_for(notes)))

    return made_once("run", make)


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
