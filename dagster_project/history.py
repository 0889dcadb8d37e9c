"""The year before as tables of schema `history`, copied from its own warehouse. No figure is computed from them.

Gates compare a year with them. The tables are always there and of the same shape, empty where the year before
was not run; `history.year_before` says which of the two it is.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from dagster_project.settings import Settings

HISTORY_COLUMNS: dict[str, dict[str, str]] = {
    "year_before": {"reporting_year": "integer", "has_exports": "boolean", "has_warehouse": "boolean"},
    "employees": {
        "employee_key": "varchar",
        "hired_on": "date",
        "birth_key": "varchar",
        "gender": "varchar",
        "company": "varchar",
        "work_location": "varchar",
        "grade": "varchar",
        "employment_type": "varchar",
        "employee_category": "varchar",
        "age_band": "varchar",
        "region": "varchar",
    },
    "separations": {
        "employee_key": "varchar",
        "hired_on": "date",
        "last_working_day": "date",
        "separation_type": "varchar",
        "company": "varchar",
    },
    "site_months": {
        "site_code": "varchar",
        "utility": "varchar",
        "month": "date",
        "quantity": "decimal(28, 10)",
        "days": "integer",
    },
    "sites": {
        "site_code": "varchar",
        "in_boundary": "boolean",
        "area_m2": "decimal(28, 10)",
        "lease_from": "date",
        "lease_to": "date",
    },
    "kpi_members": {"kpi_id": "varchar", "unit": "varchar", "method": "varchar"},
    "grid_factors": {"grid": "varchar", "factor_id": "varchar"},
    "regional_factors": {"grid": "varchar", "factor_id": "varchar"},
}

SOURCES: dict[str, str] = {
    "employees": """
        select facts.employee_key, facts.hired_on, spells.birth_key, facts.gender, facts.company,
            spells.work_location, spells.grade, facts.employment_type, facts.employee_category,
            facts.age_band, facts.region
        from year_before.core.fct_employees_at_year_end as facts
        inner join year_before.intermediate.int_employment__spells as spells on facts.row_id = spells.row_id
        where facts.as_of = 'closing'
        order by facts.employee_key
    """,
    "separations": """
        select employee_key, hired_on, last_working_day, separation_type, company
        from year_before.core.fct_separations
        order by employee_key, hired_on
    """,
    "site_months": """
        with billed as (
            select site_code, 'electricity' as utility, account_no, bill_no, bill_type, month,
                sum(kwh) as quantity, max(days) as days
            from year_before.core.fct_energy
            group by all
            union all
            select site_code, 'water', account_no, bill_no, 'normal', month, sum(m3), max(days)
            from year_before.core.fct_water
            group by all
        )
        select site_code, utility, month, sum(quantity),
            sum(case when bill_type = 'reversal' then -days else days end)
        from billed
        group by site_code, utility, month
        order by site_code, utility, month
    """,
    "sites": """
        select site_code, is_in_boundary, area_m2, lease_from, lease_to
        from year_before.core.dim_site
        order by site_code
    """,
    "kpi_members": """
        select distinct kpi_id, unit, method
        from year_before.registry.kpi_members
        order by kpi_id
    """,
    "grid_factors": "select grid, factor_id from year_before.registry.grid_factors order by grid",
    "regional_factors": "select grid, factor_id from year_before.registry.regional_factors order by grid",
}


def write_history(connection: duckdb.DuckDBPyConnection, settings: Settings | None, year: int) -> None:
    """Replace the tables of schema `history` in a year's warehouse by what the year before's holds.

    Args:
        settings: the company; without one there is no year before.

    A warehouse of the year before that lacks a table, because that year was stopped before it, or was last run
    by an older version of the code, counts as none.
    """
    before = year - 1
    path = settings.warehouse(before) if settings else None
    _write_empty(connection)
    has_warehouse = path is not None and path.is_file() and _copied(connection, path)
    connection.execute(
        "insert into history.year_before values (?, ?, ?)",
        [before, settings is not None and settings.raw_dir(before).is_dir(), has_warehouse],
    )


def _write_empty(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create schema if not exists history")
    for name, columns in HISTORY_COLUMNS.items():
        definition = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        connection.execute(f"create or replace table history.{name} ({definition})")


def _copied(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Whether every table of the year before could be copied; if one could not, none is."""
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as year_before (read_only)")
    try:
        connection.execute("begin")
        for name, query in SOURCES.items():
            connection.execute(f"insert into history.{name} {query}")
        connection.execute("commit")
    except (duckdb.CatalogException, duckdb.BinderException):
        connection.execute("rollback")
        return False
    finally:
        connection.execute("detach year_before")
    return True
