"""Where to look when a publish suite does not hold: exports, registers and `company.yml`. It judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from dagster_project.gates.results import SuiteResult
from dagster_project.gates.suites import Suite
from dagster_project.registry.kpis import Kpi
from dagster_project.warehouse.origins import files_to_look_in, sources_of

if TYPE_CHECKING:
    import duckdb

KPI_COLUMN = "kpi_id"


def places(
    connection: duckdb.DuckDBPyConnection,
    suite: Suite,
    result: SuiteResult,
    manifest: Mapping[str, Any],
    kpis: Mapping[str, Kpi],
) -> tuple[str, ...]:
    """What to open, the likeliest first; empty if every rule holds.

    A suite of figures is led by the KPIs of its failing rows: to the exports that they are computed from, and to
    all else that their marts are made of. Another suite names what its own table is made of.
    """
    broken = [rule for rule in result.rules if not rule.success]
    if not broken:
        return ()
    failing = [
        kpis[one] for one in _kpis_of(suite, [k for rule in broken for k in rule.failing]) if one in kpis
    ]
    tables = {kpi.mart for kpi in failing} or {suite.table.partition(".")[2]}
    nodes = [node for node, told in manifest["nodes"].items() if told["name"] in tables]
    exports = suite.exports or [one for kpi in failing for one in kpi.possible_exports]
    return tuple(files_to_look_in(connection, sources_of(manifest, nodes), list(dict.fromkeys(exports))))


def _kpis_of(suite: Suite, keys: Iterable[str]) -> list[str]:
    if KPI_COLUMN not in suite.key:
        return []
    position = suite.key.index(KPI_COLUMN)
    return list(dict.fromkeys(key.split(" / ")[position] for key in keys))
