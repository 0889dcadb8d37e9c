"""Running dbt in this process: the project is parsed once for each state of its files, then built for any year.

No file path of a year enters the manifest: the profile reads the warehouse from an environment variable.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from dagster_project.digests import tree_digest
from dagster_project.project import DBT_DIR, PROJECT_ROOT, SEEDS_DIR
from dagster_project.warehouse.connection import warehouse
from dagster_project.warehouse.origins import files_to_look_in, sources_of

if TYPE_CHECKING:
    from dbt.artifacts.schemas.results import NodeResult
    from dbt.contracts.graph.manifest import Manifest

WAREHOUSE_VARIABLE = "ESG_WAREHOUSE"
TARGET_VARIABLE = "ESG_DBT_TARGET"
TARGET_DIR = Path(os.environ.get(TARGET_VARIABLE) or DBT_DIR / "target").resolve()
MANIFEST_PATH = TARGET_DIR / "manifest.json"
PARSED_PATH = TARGET_DIR / "partial_parse.msgpack"
DIGEST_PATH = TARGET_DIR / "parsed_from.sha256"
LOCK_PATH = TARGET_DIR / "parse.lock"
FAILED = {"error", "fail", "runtime error"}
ROW_ID = re.compile(r"([0-9a-f]{12}):\d+:(\d+)(?::.*)?")


class DbtError(Exception):
    """dbt could not parse or build; the message names the nodes and what they said."""


def project_digest() -> str:
    """Digest of everything that a parse depends on: models, macros, tests, seeds and dbt's version."""
    sources = [DBT_DIR, SEEDS_DIR / "reference"]
    return f"{tree_digest(sources, PROJECT_ROOT)}-{version('dbt-core')}-{version('dbt-duckdb')}"


def ensure_parsed() -> Path:
    """The path of a manifest that describes the project as it is now; parses if it does not, one process at a time.

    Raises:
        DbtError: the project does not parse.
    """
    digest = project_digest()
    if not _is_parsed_from(digest):
        TARGET_DIR.mkdir(parents=True, exist_ok=True)
        with FileLock(LOCK_PATH):
            if not _is_parsed_from(digest):
                DIGEST_PATH.unlink(
                    missing_ok=True
                )  # what a parse that is cut off leaves is taken for nothing
                parse()
                DIGEST_PATH.write_text(digest, encoding="utf-8")
    return MANIFEST_PATH


def _is_parsed_from(digest: str) -> bool:
    return MANIFEST_PATH.is_file() and PARSED_PATH.is_file() and _read_digest() == digest


def parse(on_event: Callable[[Any], None] | None = None) -> None:
    """Parse the whole project anew and write its manifest.

    Raises:
        DbtError: the project does not parse.
    """
    _invoke(["parse", "--no-partial-parse"], DBT_DIR / "warehouse.duckdb", None, on_event)


def _read_digest() -> str | None:
    return DIGEST_PATH.read_text(encoding="utf-8") if DIGEST_PATH.is_file() else None


@lru_cache(maxsize=1)
def _parsed_manifest(digest: str) -> Manifest:
    from dbt.contracts.graph.manifest import Manifest

    manifest = Manifest.from_msgpack(PARSED_PATH.read_bytes())
    manifest.build_flat_graph()
    return manifest


def manifest_json() -> dict[str, Any]:
    """The parsed project as plain data."""
    return json.loads(ensure_parsed().read_text(encoding="utf-8"))


def build(
    warehouse_path: Path,
    select: str | None = None,
    on_event: Callable[[Any], None] | None = None,
) -> Sequence[NodeResult]:
    """Build models, seeds and data tests in a year's warehouse and return one result per node.

    Unit tests are left out: they test the code, not the year. Nodes that failed are in the results;
    the caller decides what they mean.

    Raises:
        DbtError: dbt itself could not run.
    """
    arguments = ["build", "--exclude-resource-type", "unit_test", "--no-write-json"]
    if select:
        arguments += ["--select", *select.split()]
    return _invoke(arguments, warehouse_path, current_manifest(), on_event).results


def run_unit_tests(warehouse_path: Path) -> Sequence[NodeResult]:
    """Run the models' unit tests and return one result per test. Their parents must have been built, if empty.

    Raises:
        DbtError: dbt itself could not run.
    """
    arguments = ["test", "--select", "test_type:unit", "--no-write-json"]
    return _invoke(arguments, warehouse_path, current_manifest()).results


def write_docs(warehouse_path: Path, page: Path) -> None:
    """Write dbt's documentation of the models, with the columns of a year's warehouse, as one page without network.

    Raises:
        DbtError: dbt itself could not run.
    """
    target = TARGET_DIR / "docs"
    _invoke(["docs", "generate", "--static"], warehouse_path, current_manifest(), target=target)
    shutil.copyfile(target / "static_index.html", page)


def failures(warehouse_path: Path, results: Sequence[NodeResult]) -> str | None:
    """What failed and on which rows, for a person to read; None if every node is well."""
    failed = [result for result in results if result.status in FAILED]
    if not failed:
        return None
    lines = ["dbt could not build the year:"]
    for result in failed:
        lines.append(f"{result.node.name}: {result.message}")
        lines += [f"  {result.node.description}"] if result.node.description else []
        rows = failing_rows(warehouse_path, result)
        lines += ["  " + ", ".join(f"{name} {value}" for name, value in row.items()) for row in rows]
    sources = sources_of(manifest_json(), [result.node.unique_id for result in failed])
    with warehouse(warehouse_path, read_only=True) as connection:
        lines.append(f"Look in: {'; '.join(files_to_look_in(connection, sources))}.")
    return "\n".join([*lines, "The SQL that ran is in dbt/target/compiled."])


def failing_rows(warehouse_path: Path, result: NodeResult, limit: int = 3) -> list[dict[str, Any]]:
    """The first rows that a failed data test found, or that broke a model's key, read again from the warehouse.

    A row id among their values is followed by the file and row that it stands for. Of another error there are none.
    """
    sql = vars(result.node)["compiled_code"] if result.status == "fail" else _rows_of_one_key(result)
    if sql is None:
        return []
    with warehouse(warehouse_path, read_only=True) as connection:
        cursor = connection.execute(f"select * from (\n{sql}\n) as failing limit {limit}")
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
        files = dict(
            connection.execute(
                "select distinct left(source_file, 12), file_name from raw.landed_files"
            ).fetchall()
        )
    return [{name: _placed(value, files) for name, value in zip(names, row, strict=True)} for row in rows]


def _rows_of_one_key(result: NodeResult) -> str | None:
    """The rows of a model that share a key which its contract wants once; None if that is not what failed."""
    if "duplicate key" not in str(result.message):
        return None
    keys = [one.columns for one in getattr(result.node, "constraints", []) if one.type == "primary_key"]
    named = [name for name in ("row_id",) if name in result.node.columns]
    if not keys or not keys[0]:
        return None
    shown = ", ".join(dict.fromkeys([*named, *keys[0]]))
    return (
        f"select {shown} from (\n{vars(result.node)['compiled_code']}\n) as made\n"
        f"qualify count(*) over (partition by {', '.join(keys[0])}) > 1 order by all"
    )


def _placed(value: Any, files: dict[str, str]) -> Any:
    match = ROW_ID.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[1] not in files:
        return value
    return f"{value} ({files[match[1]]}, row {match[2]})"


def current_manifest() -> Manifest:
    """The parsed project, read once for each state of it."""
    ensure_parsed()
    return _parsed_manifest(_read_digest() or "")


def _invoke(
    arguments: list[str],
    warehouse_path: Path,
    manifest: Manifest | None,
    on_event: Callable[[Any], None] | None = None,
    target: Path = TARGET_DIR,
) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    runner = dbtRunner(manifest=manifest, callbacks=[on_event] if on_event else [])
    folders = [
        "--project-dir",
        str(DBT_DIR),
        "--profiles-dir",
        str(DBT_DIR),
        "--target-path",
        str(target),
    ]
    quiet = ["--quiet", "--log-level", "none", "--log-level-file", "none", "--no-version-check"]
    with _warehouse_variable(warehouse_path):
        try:
            outcome = runner.invoke([*arguments, *folders, *quiet])
        finally:
            DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        raise DbtError(f"dbt {arguments[0]} could not run: {outcome.exception}") from outcome.exception
    return outcome.result


@contextmanager
def _warehouse_variable(path: Path):
    before = os.environ.get(WAREHOUSE_VARIABLE)
    os.environ[WAREHOUSE_VARIABLE] = str(path)
    try:
        yield
    finally:
        if before is None:
            del os.environ[WAREHOUSE_VARIABLE]
        else:
            os.environ[WAREHOUSE_VARIABLE] = before
