"""What a table is made of, by the dbt project's graph: exports and registers, with the files that landed for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from dagster_project.company import COMPANY_FILE

MOST_FILES = 6
REGISTER = "company__"
ALWAYS_THERE = "registry.reporting_year"


def sources_of(manifest: Mapping[str, Any], nodes: Iterable[str]) -> list[str]:
    """Every source table that the nodes descend from, as `schema.table`, in order of the alphabet.

    Args:
        nodes: unique ids of models, seeds or tests.
    """
    waiting, seen = list(nodes), set()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += manifest["parent_map"].get(node, [])
    found = (manifest["sources"][node] for node in seen if node in manifest["sources"])
    return sorted(f"{source['schema']}.{source['identifier']}" for source in found)


def files_to_look_in(
    connection: duckdb.DuckDBPyConnection, sources: Sequence[str], exports: Sequence[str] = ()
) -> list[str]:
    """What a person opens to find a fault: each export and register with its files, then `company.yml`.

    Args:
        sources: as `sources_of` gives them.
        exports: the likeliest, which come first.
    """
    landed = [source.removeprefix("raw.") for source in sources if source.startswith("raw.")]
    ordered = [*exports, *sorted(landed, key=lambda name: name.startswith(REGISTER))]
    chosen = any(source.startswith("registry.") and source != ALWAYS_THERE for source in sources)
    return [*_with_files(connection, dict.fromkeys(ordered)), *([COMPANY_FILE] if chosen else [])]


def _with_files(connection: duckdb.DuckDBPyConnection, contracts: Iterable[str]) -> Iterable[str]:
    landed = connection.execute(
        "select contract, file_name from raw.landed_files group by all order by all"
    ).fetchall()
    for contract in contracts:
        files = [name for owner, name in landed if owner == contract]
        more = [f"{len(files) - MOST_FILES} more"] if len(files) > MOST_FILES else []
        named = ", ".join([*files[:MOST_FILES], *more])
        yield f"{contract} ({named})" if named else contract
