"""What the project is built on: every library of both locks, with its version and licence. None is installed here.

A licence is an SPDX expression. npm's lock states it; PyPI's does not, so `licences.csv` does for Python.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from dagster_project.project import PROJECT_ROOT

PYPROJECT = PROJECT_ROOT / "pyproject.toml"
PYTHON_LOCK = PROJECT_ROOT / "requirements.lock"
WEB_LOCK = PROJECT_ROOT / "web" / "package-lock.json"
LICENCES = Path(__file__).parent / "licences.csv"
OURS = "esg-warehouse"
_PINNED = re.compile(
    r"^(?P<name>[\w.-]+)(?:\[[^]]*])?==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]*[^\\\s]))?"
)
_ASKED_BY = re.compile(r"^\s*#\s+(?:via\s+)?(?!via$)(?P<name>[\w.-]+)(?: \(pyproject\.toml\))?$")

Registry = Literal["pypi", "npm"]


@dataclass(frozen=True)
class Library:
    """One version of one library.

    Attributes:
        licence: SPDX expression.
        marker: machines that it is for, as pip writes them; None if for all.
        asked_by: names of the libraries that need it; `esg-warehouse` is this project.
        builds_only: it takes part in building or testing and is in nothing that is published.
    """

    registry: Registry
    name: str
    version: str
    licence: str
    marker: str | None = None
    asked_by: tuple[str, ...] = ()
    builds_only: bool = False

    @property
    def purl(self) -> str:
        """Its package URL, such as `pkg:pypi/duckdb@2.0.0`."""
        return f"pkg:{self.registry}/{self.name.replace('@', '%40')}@{self.version}"


def libraries() -> list[Library]:
    """All libraries of both locks, in order of registry, name and version."""
    return sorted(
        [
            *python_libraries(PYTHON_LOCK.read_text(encoding="utf-8")),
            *web_libraries(WEB_LOCK.read_text("utf-8")),
        ],
        key=lambda one: (one.registry, one.name, one.version),
    )


def python_libraries(lock: str) -> list[Library]:
    """The libraries of a lock that `uv pip compile` wrote.

    Raises:
        KeyError: `licences.csv` does not have one of them; `make licences` completes it.
    """
    blocks = [(pinned, block) for block in re.split(r"\n(?=\S)", lock) if (pinned := _PINNED.match(block))]
    asked_by: dict[str, tuple[str, ...]] = {}
    for pinned, block in blocks:
        names = (by["name"] for line in block.splitlines() if (by := _ASKED_BY.match(line)))
        asked_by[pinned["name"]] = (*asked_by.get(pinned["name"], ()), *names)
    runs = _needed(_run_by_us(), asked_by)
    return [
        Library(
            "pypi",
            name := pinned["name"],
            pinned["version"],
            licences()[name],
            pinned["marker"],
            tuple(sorted(set(asked_by[name]))),
            builds_only=name not in runs,
        )
        for pinned, _ in blocks
    ]


def _run_by_us() -> set[str]:
    """The libraries that pyproject.toml names for running; those of its extras are for building and testing."""
    named = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    return {re.split(r"[^\w.-]", one)[0].replace("_", "-").lower() for one in named}


def _needed(roots: set[str], asked_by: dict[str, tuple[str, ...]]) -> set[str]:
    """The roots, and all that they need in turn."""
    needed = set(roots)
    while more := {name for name, by in asked_by.items() if name not in needed and needed.intersection(by)}:
        needed |= more
    return needed


@cache
def licences() -> dict[str, str]:
    """The licence of each Python library, by its name in the lock."""
    with LICENCES.open(encoding="utf-8", newline="") as file:
        return {row["library"]: row["licence"] for row in csv.DictReader(file)}


def web_libraries(lock: str) -> list[Library]:
    """The libraries of npm's lock. Those of the page's script and the fonts are published with it."""
    packages = json.loads(lock)["packages"]
    asked_by: dict[str, list[str]] = {}
    for path, package in packages.items():
        for name in [*package.get("dependencies", {}), *package.get("optionalDependencies", {})]:
            asked_by.setdefault(name, []).append(_npm_name(path) or OURS)
    return [
        Library(
            "npm",
            _npm_name(path),
            package["version"],
            package["license"],
            asked_by=tuple(sorted(asked_by.get(_npm_name(path), [OURS]))),
            builds_only=bool(package.get("dev")) and "OFL" not in package["license"],
        )
        for path, package in packages.items()
        if path
    ]


def _npm_name(path: str) -> str:
    return path.rpartition("node_modules/")[2]
