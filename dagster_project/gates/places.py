"""Where to look when a publish suite stops the year: exports with their files, and `company.yml`. It judges nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dagster_project.company import COMPANY_FILE
from dagster_project.gates.results import SuiteResult
from dagster_project.gates.suites import Suite
from dagster_project.registry.kpis import load_kpis

if TYPE_CHECKING:
    import duckdb

KPI_COLUMN = "kpi_id"
MOST_FILES = 6


def places(connection: duckdb.DuckDBPyConnection, suite: Suite, result: SuiteResult) -> tuple[str, ...]:
    """What to open, the likeliest first; empty if every rule holds.

    An audit names the exports that its table is made of. A suite of figures is led by the KPIs of its failing rows:
    to the exports that they are computed from, and to `company.yml`, which chooses their method and factors.
    """
    broken = [rule for rule in result.rules if not rule.success]
    if not broken:
        return ()
    if suite.exports:
        return tuple(_with_files(connection, suite.exports))
    kpis = load_kpis()
    failing = _kpis_of(suite, [key for rule in broken for key in rule.failing])
    exports = dict.fromkeys(one for kpi in failing if kpi in kpis for one in kpis[kpi].possible_exports)
    return (*_with_files(connection, exports), COMPANY_FILE) if exports else ()


def _kpis_of(suite: Suite, keys: Iterable[str]) -> list[str]:
    if KPI_COLUMN not in suite.key:
        return []
    position = suite.key.index(KPI_COLUMN)
    return list(dict.fromkeys(key.split(" / ")[position] for key in keys))


def _with_files(connection: duckdb.DuckDBPyConnection, exports: Iterable[str]) -> Iterable[str]:
    landed = connection.execute(
        "select contract, file_name from raw.landed_files group by all order by all"
    ).fetchall()
    for export in exports:
        files = [name for contract, name in landed if contract == export]
        more = [f"{len(files) - MOST_FILES} more"] if len(files) > MOST_FILES else []
        named = ", ".join([*files[:MOST_FILES], *more])
        yield f"{export} ({named})" if named else export
