"""What a build refuses: each kind of constraint in a table's DDL, and each test that stands for many models."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.warehouse import dbt_project
from dagster_project.warehouse.connection import warehouse
from tests.integration.empty_warehouse import Built

pytestmark = pytest.mark.slow

GRADE = "insert into raw.company__grades (grade, employee_category, row_id, source_file, source_row) values "
COMPLAINT = (
    "insert into raw.customers__complaints "
    "(ticket_no, received_on, is_valid, row_id, source_file, source_row) values "
)
SITE = (
    "insert into raw.company__sites "
    "(site_code, city, grid, in_boundary, row_id, source_file, source_row) values "
)
OFFICE_WASTE = (
    "insert into raw.facilities__office_waste "
    "(collection_no, site_code, month, category, weight_kg, row_id, source_file, source_row) values "
)

Broken = Callable[..., dict[str, str]]


@pytest.fixture
def broken(built: Built, tmp_path: Path) -> Broken:
    """Writes rows into a copy of the empty warehouse, builds some models, and tells what failed and why."""

    def build(rows: str, select: str) -> dict[str, str]:
        path = tmp_path / "warehouse.duckdb"
        shutil.copy(built.path, path)
        with warehouse(path) as connection:
            connection.execute(rows)
        told = {}
        for result in dbt_project.build(path, select):
            if result.status in ("error", "fail"):
                found = dbt_project.failing_rows(path, result) if result.status == "fail" else ""
                told[result.node.name] = f"{result.message} {found}"
        return told

    return build


@pytest.mark.parametrize(
    ("rows", "model", "says"),
    [
        pytest.param(
            GRADE + "('P1', 'junior', 'a', 'f', 1), ('P1', 'middle', 'b', 'f', 2)",
            "dim_employee_category",
            'duplicate key "P1"',
            id="a repeated key",
        ),
        pytest.param(
            GRADE + "(null, 'junior', 'a', 'f', 1)",
            "dim_employee_category",
            "NOT NULL constraint failed: dim_employee_category.grade",
            id="a key that is missing",
        ),
        pytest.param(
            GRADE + "('P1', 'chief', 'a', 'f', 1)",
            "dim_employee_category",
            "employee_category IN ('senior', 'middle', 'junior')",
            id="a value outside a vocabulary",
        ),
        pytest.param(
            SITE + "('S1', 'Shenzhen', null, 'yes', 'a', 'f', 1)",
            "dim_site",
            "NOT NULL constraint failed: dim_site.grid",
            id="a required column that is empty",
        ),
        pytest.param(
            COMPLAINT + "('T1', '2023-03-01', 'yes', 'a', 'f', 1), ('T1', '2023-03-01', 'yes', 'b', 'f', 2)",
            "fct_complaints",
            'duplicate key "T1"',
            id="a second key",
        ),
        pytest.param(
            "insert into registry.kpi_members select * from registry.kpi_members where kpi_id = 'paper'",
            "mart_kpi_values",
            'duplicate key "paper, total, total"',
            id="a key of several columns",
        ),
    ],
)
def test_a_table_refuses_what_its_contract_rules_out(broken: Broken, rows: str, model: str, says: str):
    (told,) = broken(rows, model).values()
    assert says in told
    assert model in told


def test_a_table_that_cannot_be_built_leaves_what_stood_there(built: Built, tmp_path: Path):
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(built.path, path)
    with warehouse(path) as connection:
        connection.execute(GRADE + "('P1', 'junior', 'a', 'f', 1)")
    dbt_project.build(path, "dim_employee_category")
    with warehouse(path) as connection:
        connection.execute(GRADE + "('P2', 'chief', 'b', 'f', 2)")
    dbt_project.build(path, "dim_employee_category")
    with warehouse(path, read_only=True) as connection:
        assert connection.execute("select grade from core.dim_employee_category").fetchall() == [("P1",)]
        assert not connection.execute("from duckdb_tables() where table_name like '%dbt%'").fetchall()


def test_a_model_may_become_a_table_or_a_view(built: Built, tmp_path: Path):
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(built.path, path)
    with warehouse(path) as connection:
        connection.execute("drop table core.dim_site; create view core.dim_site as select 1 as site_code")
        connection.execute(
            "drop view staging.stg_company__sites; create table staging.stg_company__sites (a int)"
        )
    results = dbt_project.build(path, "stg_company__sites dim_site")
    assert {str(result.status) for result in results} <= {"success", "pass"}


@pytest.mark.parametrize(
    ("rows", "select", "test", "names"),
    [
        pytest.param(
            COMPLAINT + "('T1', '2023-03-01', 'yes', 'a', 'f', 1);"
            "insert into registry.reporting_year select * from registry.reporting_year",
            "int_complaints__screened",
            "screening_keeps_every_row_once",
            ["int_complaints__screened", "'row_id': 'a'"],
            id="a row that screening repeats",
        ),
        pytest.param(
            SITE
            + "('S1', 'Shenzhen', 'grid', 'yes', 'a', 'f', 1);"
            + OFFICE_WASTE
            + "('C1', 'S9', '2023-03', 'general', '1', 'b', 'f', 2)",
            "dim_site",
            "every_site_is_registered",
            ["stg_facilities__office_waste", "S9"],
            id="a site that the register lacks",
        ),
        pytest.param(
            "delete from reference.exclusion_rules;" + COMPLAINT + "('T1', '2023-03-01', 'no', 'a', 'f', 1)",
            "int_rows__accounted",
            "relationships_int_rows__accounted_rule__rule_id__ref_exclusion_rules_",
            ["invalid_complaint"],
            id="a rule that is not listed",
        ),
        pytest.param(
            "create or replace view intermediate.int_paper__contributions as "
            "select 'paper' as kpi_id, 'numerator' as role, 'a' as row_id, cast(null as integer) as amount",
            "int_energy__contributions",
            "every_contribution_has_an_amount",
            ["paper", "numerator"],
            id="a contribution without an amount",
        ),
    ],
)
def test_one_test_stands_for_many_models_and_names_the_one(
    broken: Broken, rows: str, select: str, test: str, names: list[str]
):
    told = broken(rows, select)[test]
    for name in names:
        assert name in told
