"""What a file adds to a figure is counted in rows of the file, not in the months that a row falls into."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from dagster_project.figures.values import Key
from dagster_project.lineage.shares import Share, shares_of

WATER, PER_HEAD = Key("water", "total", "total"), Key("water_intensity", "total", "total")


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("""
            create schema raw;
            create schema intermediate;
            create table raw.landed_files as select 'abc' as source_file, 'raw/2023/water.csv' as file_name;
            create table raw.corrected_cells as
                select * from (values ('abc:0:2', 'quantity'), ('abc:0:2', 'period_to')) as cells(row_id, column_name);
            create table intermediate.int_water__contributions as
                select kpi_id, 'total' as dimension, 'total' as member, 'numerator' as role, 'abc' as source_file,
                       row_id, amount::decimal(18, 3) as amount
                from (values
                    ('water', 'abc:0:2', 10), ('water', 'abc:0:2', 20), ('water', 'abc:0:3', 5),
                    ('water_intensity', 'abc:0:3', 5)
                ) as parts(kpi_id, row_id, amount)
        """)
        yield connection


def test_a_bill_of_two_months_is_one_row_of_its_file(connection) -> None:
    (share,) = shares_of(connection, "water")[WATER]
    assert share == Share("numerator", "raw/2023/water.csv", 2, Decimal(35), 1, "abc")


def test_one_figure_alone_has_the_shares_that_it_has_among_all(connection) -> None:
    everything = shares_of(connection, "water")
    assert set(everything) == {WATER, PER_HEAD}
    for figure, shares in everything.items():
        assert shares_of(connection, "water", figure) == {figure: shares}
