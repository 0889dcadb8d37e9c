"""Audit tables of people and control totals that no publish rule objects to, and what breaks each rule."""

from __future__ import annotations

import duckdb

from dagster_project.gates.suites import load_suites
from dagster_project.project import DBT_DIR
from dagster_project.yaml_text import load_yaml

CHECKED = ("aud_people_references", "aud_people_changes", "aud_people_learning")
ALL_MADE = "every_check_was_made"
GOOD = """
insert into audit.aud_headcount_bridge
values ('A', false, true, 90, 20, 10, 0, 0, 0, 0, 100, 0), ('all', true, true, 90, 20, 10, 0, 0, 0, 0, 100, 0);
create table raw.company__control_totals as
select '2023' as year, 'headcount' as control, 'A' as subject, 'Payroll' as source
union all
select '2022', 'headcount', 'B', 'Payroll';
insert into audit.aud_control_totals
values
('headcount', 'summary', null, null, null, null, 'person', null, 'hr__employees', null, 'headcount', true, null, 1),
('headcount', 'A', 100, 100, 0, 0, 'person', 'person', 'hr__employees', null, 'headcount', true, 'Payroll', 1);
"""


def _checks(table: str) -> list[str]:
    return [rule.id for rule in load_suites("publish")[table].rules if rule.id != ALL_MADE]


def write_good_audits(connection: duckdb.DuckDBPyConnection) -> None:
    """The audit tables in the shape that dbt gives them, with rows that every rule accepts."""
    connection.execute("create schema if not exists audit")
    for table in (*CHECKED, "aud_headcount_bridge", "aud_control_totals"):
        (model,) = load_yaml((DBT_DIR / "models" / "audit" / f"{table}.yml").read_text("utf-8"))["models"]
        columns = ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
        connection.execute(f"create table audit.{table} ({columns})")
    for table in CHECKED:
        for check in _checks(table):
            connection.execute(f"insert into audit.{table} values ('{check}', 'summary', null, 0, 5)")
    connection.execute(GOOD)


BROKEN: dict[str, dict[str, str]] = {
    **{
        table: {
            ALL_MADE: f"delete from audit.{table} where check_id = '{_checks(table)[0]}'",
            **{
                check: f"insert into audit.{table} values ('{check}', 'a', 'roster: twice', 2, null)"
                for check in _checks(table)
            },
        }
        for table in CHECKED
    },
    "aud_headcount_bridge": {
        "leads_to_closing": "update audit.aud_headcount_bridge set difference = 1 where company = 'A'",
        "boundary_as_before": "update audit.aud_headcount_bridge set boundary_changes = 5 where company = 'A'",
        "transfers_arrive": "update audit.aud_headcount_bridge set transfers_in = 1 where company = 'all'",
        "all_companies_together": "delete from audit.aud_headcount_bridge where company = 'all'",
    },
    "aud_control_totals": {
        "agrees_with_its_source": "update audit.aud_control_totals set difference = 1 where subject = 'A'",
        "stated_in_its_unit": "update audit.aud_control_totals set stated_unit = 'kg' where subject = 'A'",
        "stated_for_every_subject": "update audit.aud_control_totals set stated_totals = 0 where subject = 'A'",
        "every_total_is_compared": "delete from audit.aud_control_totals where subject = 'A'",
    },
}
