"""`appendix.fct_figure`: every published value with its exact parts and what it was made by. No rows of files."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from dagster_project.figures.numbers import exact_value, round_half_up
from dagster_project.figures.values import Key, KpiValue, by_key, read_values
from dagster_project.lineage.figure_id import FigureId
from dagster_project.lineage.rows import CONTRIBUTIONS, topics
from dagster_project.publish.document import Edition
from dagster_project.registry.kpis import Kpi

EXACT_DECIMALS = 10
FCT_FIGURE = f"""
create or replace table appendix.fct_figure (
    figure_id varchar primary key, reporting_year integer not null, kpi_id varchar not null,
    dimension varchar not null, member varchar not null, printed varchar not null,
    exact decimal(38, {EXACT_DECIMALS}), numerator decimal(38, 10), denominator decimal(38, 10), unit varchar not null,
    method varchar not null, method_version varchar not null, status varchar not null, reason varchar,
    source_files integer not null, inputs_sha256 varchar not null, run_id varchar not null,
    code_version varchar not null
)
"""


@dataclass(frozen=True)
class MadeBy:
    """What made the figures of a run.

    Attributes:
        run_id: of Dagster.
        code_version: digest of the code, models, suites and reference data.
        choices: digest of the company's choices for the year: `company.yml`, mappings, registers, corrections.
    """

    run_id: str
    code_version: str
    choices: str


def write_figures(connection: duckdb.DuckDBPyConnection, edition: Edition, made_by: MadeBy) -> None:
    """Replace `appendix.fct_figure`: one row per printed figure of the year.

    `exact` is in the printed unit, to ten decimals; numerator and denominator are in the marts' base unit.
    `inputs_sha256` is of the files whose rows the figure adds up, and of the company's choices.
    """
    connection.execute("create schema if not exists appendix")
    connection.execute(FCT_FIGURE)
    values, files = by_key(read_values(connection)), _files(connection)
    rows = [
        _row(edition, values[line.key], line.current.text("zh-Hant"), files[line.key], made_by)
        for line in edition.figures.values()
        if line.key in values
    ]
    places = ", ".join("?" * len(rows[0])) if rows else ""
    if rows:
        connection.executemany(f"insert into appendix.fct_figure values ({places})", rows)


def _row(edition: Edition, value: KpiValue, printed: str, files: set[str], made_by: MadeBy) -> list:
    kpi = edition.registry[value.kpi_id]
    return [
        str(FigureId(edition.year, value.key)), edition.year, *value.key, printed, _exact(value, kpi),
        value.numerator, value.denominator, kpi.unit.id, value.method, method_version(kpi, value.method),
        value.status, value.reason, len(files), _digest(*sorted(files), made_by.choices), made_by.run_id,
        made_by.code_version,
    ]  # fmt: skip


def _exact(value: KpiValue, kpi: Kpi) -> Decimal | None:
    exact = exact_value(value, kpi)
    return None if exact is None else round_half_up(exact, EXACT_DECIMALS)


def method_version(kpi: Kpi, method: str) -> str:
    """Twelve digits that change with the method's formula, terms or source, or with the KPI's definition or unit."""
    chosen = kpi.method(method)
    return _digest(
        kpi.definition.model_dump_json(), kpi.unit.model_dump_json(), str((kpi.multiplier, kpi.divisor)),
        chosen.model_dump_json(),
    )[:12]  # fmt: skip


def _files(connection: duckdb.DuckDBPyConnection) -> Mapping[Key, set[str]]:
    found: defaultdict[Key, set[str]] = defaultdict(set)
    for topic in topics(connection):
        rows = connection.execute(
            "select distinct kpi_id, dimension, member, source_file "
            f"from intermediate.{CONTRIBUTIONS.format(topic=topic)}"
        ).fetchall()
        for kpi, dimension, member, source_file in rows:
            found[Key(kpi, dimension, member)].add(source_file)
    return found


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
