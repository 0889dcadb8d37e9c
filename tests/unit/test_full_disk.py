"""A file that people wrote, or that the next run reads, is as it was where the disk took no more of the new one."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from dagster_project.figures.values import Key
from dagster_project.gates.explanations import draft_entries, explanations_file
from dagster_project.gates.results import Finding
from dagster_project.inputs import remember_draft
from dagster_project.publish.labels import Lacking, add_entries
from dagster_project.publish.restatements import draft_restatements, restatements_file
from dagster_project.settings import Settings
from dagster_project.warehouse import column_lineage

YEAR = 2023


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def memory_of_the_draft(folder: Path) -> tuple[Path, Callable[[str], object]]:
    settings = Settings(folder, folder / "data")
    return settings.year_dir(YEAR) / "draft.json", lambda name: remember_draft(settings, YEAR, name, {})


def explanations(folder: Path) -> tuple[Path, Callable[[str], object]]:
    return explanations_file(folder, YEAR), lambda name: draft_entries(
        folder, YEAR, [Finding("publish/tried/moved", name, "seen", 1, "told", "to do")]
    )


def labels(folder: Path) -> tuple[Path, Callable[[str], object]]:
    path = folder / "pt.yml"
    return path, lambda name: add_entries(path, [Lacking(name, "a place")])


def restatements(folder: Path) -> tuple[Path, Callable[[str], object]]:
    def draft(name: str) -> None:
        draft_restatements(folder, YEAR, "v1", [Key(name, "total", "total")], "new_version")

    return restatements_file(folder, YEAR), draft


def lineage(folder: Path) -> tuple[Path, Callable[[str], object]]:
    def derive(name: str) -> None:
        manifest = {"nodes": {name: {"depends_on": {"nodes": []}}}, "sources": {}}
        with duckdb.connect() as connection:
            column_lineage.column_parents(manifest, {name: "select 1 as one"}, connection)

    return column_lineage.LINEAGE_PATH, derive


@pytest.mark.parametrize("kind", [memory_of_the_draft, explanations, labels, restatements, lineage])
def test_a_file_is_whole_though_the_disk_is_full(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(column_lineage, "LINEAGE_PATH", tmp_path / "column_lineage.json")
    path, write = kind(tmp_path)
    write("before")
    before = path.read_bytes()
    with full_disk(), pytest.raises(OSError, match="File too large"):
        write("after")
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir() if "part" in one.name] == []
    write("after")
    assert path.read_bytes() != before
