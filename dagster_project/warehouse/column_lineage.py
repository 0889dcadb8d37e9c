"""Which columns a model's columns come from, read from its compiled SQL. Rows' own lineage is in the tables.

A row's key also leads to the columns that decide whether its row is there, and so do ones that are added up:
what is counted is rows. Derived once for each state of the dbt project and of this module, kept beside its manifest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import duckdb
from sqlglot import exp, parse_one
from sqlglot.lineage import lineage
from sqlglot.optimizer import Scope, build_scope, qualify

from dagster_project.digests import file_digest
from dagster_project.durable import write_whole
from dagster_project.warehouse.dbt_project import TARGET_DIR, project_digest

LINEAGE_PATH = TARGET_DIR / "column_lineage.json"

ROW = "row_id"
CONDITIONS = (exp.Where, exp.Join, exp.Having, exp.Qualify)

# column -> the (unique id of a parent, column) pairs that it is computed from
ColumnParents = dict[str, list[tuple[str, str]]]


def column_parents(
    manifest: Mapping[str, Any], compiled: Mapping[str, str], connection: duckdb.DuckDBPyConnection
) -> dict[str, ColumnParents]:
    """The parents of every column of every model that was compiled, by the model's unique id.

    Models whose SQL is not in `compiled` keep what is known of them from an earlier run of the same project.
    """
    known = known_parents()
    missing = [unique_id for unique_id in compiled if unique_id not in known]
    if missing:
        columns = _columns_by_relation(connection)
        for unique_id in missing:
            known[unique_id] = _parents_of_model(manifest, unique_id, compiled[unique_id], columns)
        write_whole(LINEAGE_PATH, json.dumps({"digest": _digest(), "models": known}).encode("utf-8"))
    return known


def _digest() -> str:
    """Digest of all that the lineage follows from: the project, and how it is read here."""
    return f"{project_digest()}-{file_digest(Path(__file__))}-{version('sqlglot')}"


def known_parents() -> dict[str, ColumnParents]:
    """What is known of the project in its present state; nothing before its first run."""
    if not LINEAGE_PATH.is_file():
        return {}
    memory = json.loads(LINEAGE_PATH.read_text(encoding="utf-8"))
    return memory["models"] if memory["digest"] == _digest() else {}


def _columns_by_relation(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, str]]:
    relations: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, kind in connection.execute(
        "select table_schema, table_name, column_name, data_type from information_schema.columns"
    ).fetchall():
        relations.setdefault((schema, table), {})[column] = kind
    return relations


def _parents_of_model(
    manifest: Mapping[str, Any],
    unique_id: str,
    sql: str,
    columns: Mapping[tuple[str, str], dict[str, str]],
) -> ColumnParents:
    parents = {_relation(manifest, parent): parent for parent in _parent_ids(manifest, unique_id)}
    schema: dict[str, Any] = {}
    for database_schema, table in parents:
        schema.setdefault(database_schema, {})[table] = columns.get((database_schema, table), {})
    tree = parse_one(sql, dialect="duckdb")
    for table in tree.find_all(exp.Table):
        table.set("catalog", None)
    qualified = cast(
        exp.Query, qualify.qualify(tree, schema=schema, dialect="duckdb", validate_qualify_columns=False)
    )
    scope = build_scope(qualified)
    if scope is None:
        return {}

    def origins(source: Any, column: str) -> set[tuple[str, str]]:
        if isinstance(source, Scope):
            node = lineage(column, source.expression, schema=schema, dialect="duckdb", scope=source)
            return set(_leaves(node.walk(), parents))
        parent = parents.get((source.db, source.name)) if isinstance(source, exp.Table) else None
        return {(parent, column.lower())} if parent else set()

    found = {column: sorted(origins(scope, column)) for column in qualified.named_selects}
    if ROW in found:
        found[ROW] = sorted(set(found[ROW]).union(*(origins(*one) for one in _deciding(scope))))
        counted = [column for column in found if not found[column] and _is_number(qualified, column)]
        found |= dict.fromkeys(counted, found[ROW])
    return found


def _deciding(scope: Scope) -> Iterator[tuple[Any, str]]:
    """The columns, each with what it is read from, that decide which rows there are: those of conditions and joins."""
    for part in scope.traverse():
        for condition in part.find_all(*CONDITIONS):
            for column in condition.find_all(exp.Column):
                yield part.sources.get(column.table), column.name


def _is_number(query: exp.Query, column: str) -> bool:
    """Whether a column that comes from none is a number, such as the ones that are added up to count rows."""
    select = query.selects[query.named_selects.index(column)]
    return any(one.is_number for one in select.find_all(exp.Literal))


def _leaves(nodes: Iterable[Any], parents: Mapping[tuple[str, str], str]) -> Iterable[tuple[str, str]]:
    for node in nodes:
        table = node.expression.find(exp.Table) if not node.downstream else None
        parent = parents.get((table.db, table.name)) if table is not None else None
        if parent is not None:
            yield parent, exp.to_column(node.name).name.lower()


def _parent_ids(manifest: Mapping[str, Any], unique_id: str) -> list[str]:
    return list(manifest["nodes"][unique_id]["depends_on"]["nodes"])


def _relation(manifest: Mapping[str, Any], unique_id: str) -> tuple[str, str]:
    node = manifest["sources"].get(unique_id) or manifest["nodes"][unique_id]
    return node["schema"], node.get("identifier") or node.get("alias") or node["name"]
