"""What a year's warehouse knows of all its figures at once: files, shares, facts, checks, answers. No single rows.

The sums come from the same contributions that the marts group, one query for each topic; one figure with its rows is
in `passport`. What of it the public may see is decided in `publish.passports`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from dagster_project.figures.values import Key
from dagster_project.gates.results import Finding
from dagster_project.lineage.again import read_again
from dagster_project.lineage.checks import Check, findings_of_figures, read_checks
from dagster_project.lineage.factors import APPLIED, Factor, factors_of
from dagster_project.lineage.rows import CONTRIBUTIONS, topics
from dagster_project.lineage.shares import Share, shares_of


@dataclass(frozen=True)
class SourceFile:
    """A landed file, and what became of its rows: landed = used + excluded + quarantined."""

    sha256: str
    name: str
    system: str
    owner: str
    landed: int
    used: int
    excluded: int
    quarantined: int


@dataclass(frozen=True)
class Feed:
    """What a file hands in to one export: rows that landed, and those that count."""

    file: str
    export: str
    landed: int
    used: int


@dataclass(frozen=True)
class Held:
    """How many rows of a table of facts come from a file."""

    file: str
    fact: str
    rows: int


@dataclass(frozen=True)
class LeftOutOfFile:
    """How many rows of an export in a file a named rule left out."""

    file: str
    export: str
    rule: str
    rows: int


@dataclass(frozen=True)
class CorrectedColumn:
    """Cells of a column of a file that a person corrected for one reason. Old and new values are not kept here."""

    file: str
    column: str
    cells: int
    reason: str
    by: str
    on: date | str


@dataclass(frozen=True)
class Evidence:
    """All that is known of a year's figures besides the figures themselves; files are named by their sha256.

    Attributes:
        facts: by topic, the tables of facts that its contributions are read from.
        factors: by KPI, what its rows were multiplied by.
        recomputed: by figure, whether the second computation gives the same.
        findings: by figure, what warnings saw in it, with the answers.
        rules: by id, the name of a rule that leaves rows out, in Traditional Chinese and in English.
    """

    files: Sequence[SourceFile] = ()
    feeds: Sequence[Feed] = ()
    held: Sequence[Held] = ()
    facts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shares: Mapping[Key, Sequence[Share]] = field(default_factory=dict)
    left_out: Sequence[LeftOutOfFile] = ()
    factors: Mapping[str, Sequence[Factor]] = field(default_factory=dict)
    checks: Sequence[Check] = ()
    recomputed: Mapping[Key, bool] = field(default_factory=dict)
    corrections: Sequence[CorrectedColumn] = ()
    findings: Mapping[Key, Sequence[Finding]] = field(default_factory=dict)
    rules: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def read_evidence(connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]) -> Evidence:
    """Read it from a year's warehouse; `manifest` is dbt's, which says what is read from what."""
    of_topics = topics(connection)
    facts = _facts(manifest, of_topics)
    return Evidence(
        files=[SourceFile(*row) for row in connection.execute(_FILES).fetchall()],
        feeds=[Feed(*row) for row in connection.execute(_FEEDS).fetchall()],
        held=_held(connection, sorted({fact for found in facts.values() for fact in found})),
        facts=facts,
        shares={key: found for topic in of_topics for key, found in shares_of(connection, topic).items()},
        left_out=[LeftOutOfFile(*row) for row in connection.execute(_LEFT_OUT).fetchall()],
        factors={kpi_id: factors_of(connection, kpi_id) for kpi_id in APPLIED},
        checks=read_checks(connection),
        recomputed={key: again.agrees for key, again in read_again(connection).items()},
        corrections=[CorrectedColumn(*row) for row in connection.execute(_CORRECTIONS).fetchall()],
        findings=findings_of_figures(connection),
        rules={rule: (hant, english) for rule, hant, english in connection.execute(_RULES).fetchall()},
    )


_FILES = """
select source_file, file_name, systems, owners, landed, used, excluded, quarantined
from core.dim_source_file
order by file_name
"""
_FEEDS = (
    "select source_file, contract, landed, used from marts.mart_row_accounting order by contract, file_name"
)
_LEFT_OUT = """
select source_file, contract, rule, cast(sum(row_count) as bigint)
from intermediate.int_rows__accounted
where outcome = 'excluded'
group by all
order by contract, rule, source_file
"""
_RULES = "select rule_id, name_zh_hant, name_en from reference.exclusion_rules order by rule_id"
_CORRECTIONS = """
select source_file, column_name, count(*), reason, decided_by, decided_on
from raw.corrected_cells
group by all
order by all
"""


def _facts(manifest: Mapping[str, Any], of_topics: Sequence[str]) -> dict[str, list[str]]:
    """By topic, the facts among the direct parents of its contributions."""
    nodes = {node["name"]: unique_id for unique_id, node in manifest["nodes"].items()}
    found = {}
    for topic in of_topics:
        parents = manifest["parent_map"][nodes[CONTRIBUTIONS.format(topic=topic)]]
        names = (parent.rpartition(".")[2] for parent in parents)
        found[topic] = sorted(name for name in names if name.startswith("fct_"))
    return found


def _held(connection: duckdb.DuckDBPyConnection, facts: Sequence[str]) -> list[Held]:
    found = []
    for fact in facts:
        query = f"select source_file, count(*) from core.{fact} group by source_file order by source_file"
        found += [Held(file, fact, rows) for file, rows in connection.execute(query).fetchall()]
    return found
