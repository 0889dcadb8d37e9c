"""What several tests of the graph and of the models share, made once in a session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dagster_project.warehouse import dbt_project
from tests.conftest import MadeOnce
from tests.integration.empty_warehouse import Built, write_empty_warehouse


@pytest.fixture(scope="session")
def built(made_once: MadeOnce) -> Built:
    """The models, parsed anew and built from empty exports. Tests that change the warehouse copy it first."""

    def make(folder: Path) -> Built:
        warnings: list[str] = []

        def listen(event: Any) -> None:
            if event.info.level in ("warn", "error"):
                warnings.append(event.info.msg)

        path = write_empty_warehouse(folder / "warehouse.duckdb")
        dbt_project.parse(listen)
        results = dbt_project.build(path, on_event=listen)
        return Built(path, warnings, {one.node.name: str(one.status) for one in results})

    return made_once("empty", make)
