"""The second computation shares the reader, the registers and the registry with the warehouse, and nothing else."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.project import PROJECT_ROOT, SEEDS_DIR
from dagster_project.recompute import COLUMNS
from dagster_project.registry.contracts import load_contracts

PACKAGE = PROJECT_ROOT / "dagster_project" / "recompute"
MODULES = sorted(PACKAGE.glob("*.py"))
SHARED = {
    "dagster_project.chinese",
    "dagster_project.company",
    "dagster_project.languages",
    "dagster_project.project",
    "dagster_project.registry.kpis",
    "dagster_project.yaml_text",
}
OUTSIDE = {"opencc", "pydantic", "yaml"}
"""What the company's choices and the registry are read with."""


def source_of(module: str) -> Path | None:
    path = PROJECT_ROOT / Path(*module.split("."))
    found = [path.with_suffix(".py"), path / "__init__.py"]
    return next((one for one in found if one.is_file()), None)


def imported_by(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            names.add(node.module or "")
            names |= {
                f"{node.module}.{alias.name}"
                for alias in node.names
                if source_of(f"{node.module}.{alias.name}")
            }
    return names


def reached_from(paths: list[Path]) -> set[str]:
    """Every module that is imported by these files, or by what they import of this project."""
    reached: set[str] = set()
    waiting = list(paths)
    while waiting:
        for name in imported_by(waiting.pop()) - reached:
            reached.add(name)
            source = source_of(name)
            if source is not None:
                waiting.append(source)
    return reached


def test_nothing_of_this_project_is_reached_but_the_companys_choices_and_the_registry():
    of_project = {name for name in reached_from(MODULES) if name.split(".")[0] == "dagster_project"}
    own = {name for name in of_project if name.startswith("dagster_project.recompute")}
    assert of_project - own == SHARED


def test_nothing_else_is_reached_but_the_standard_library():
    tops = {name.split(".")[0] for name in reached_from(MODULES)} - {"dagster_project"}
    assert tops - sys.stdlib_module_names == OUTSIDE


@pytest.mark.parametrize("module", ["dagster", "dbt", "duckdb", "pandas", "great_expectations"])
def test_importing_it_loads_no_engine_and_no_framework(module: str):
    program = f"import sys, dagster_project.recompute; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=PROJECT_ROOT, check=False).returncode == 0


def test_its_files_name_no_table_and_no_model():
    forbidden = re.compile(r"\b(?:stg_|int_|fct_|dim_|mart_|aud_|marts\.|core\.|staging\.|audit\.|dbt/)")
    found = {
        (path.name, word) for path in MODULES for word in forbidden.findall(path.read_text(encoding="utf-8"))
    }
    assert not found


def test_it_reads_columns_that_the_contracts_have_and_none_that_names_people():
    contracts = load_contracts(SEEDS_DIR / "contracts")
    unknown = {
        (export, column)
        for export, columns in COLUMNS.items()
        for column in columns
        if column not in contracts[export].raw_columns
    }
    assert not unknown


def test_no_figure_goes_through_a_binary_float():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), path.name
            assert not (isinstance(node, ast.Name) and node.id == "float"), path.name
