"""Values come from the warehouse as exact decimals."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from dagster_project.figures.values import Key, read_values

COLUMNS = """
    kpi_id varchar, dimension varchar, member varchar, reporting_year integer, kind varchar,
    value decimal(28, 10), numerator decimal(28, 10), denominator decimal(28, 10), scale decimal(28, 10),
    unit varchar, method varchar, row_count bigint, status varchar, status_reason varchar
"""
ROW = """
    ('water', 'total', 'total', 2023, 'amount',
     null, 7221.4600000001, null, null, 'm3', 'm', 5, 'computed', null)
"""


def mart(*rows: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema marts")
    connection.execute(f"create table marts.mart_kpi_values ({COLUMNS})")
    for row in rows:
        connection.execute(f"insert into marts.mart_kpi_values values {row}")
    return connection


def test_decimals_stay_exact():
    (found,) = read_values(mart(ROW))
    assert found.numerator == Decimal("7221.4600000001")
    assert (found.key, found.year, found.status) == (Key("water", "total", "total"), 2023, "computed")


def test_a_figure_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="water: two values"):
        read_values(mart(ROW, ROW))
