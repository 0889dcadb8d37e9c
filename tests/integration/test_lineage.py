"""Column lineage as reviewers follow it in the UI: it names columns that exist and leads back to the raw exports."""

from __future__ import annotations

import pytest
from dagster import AssetKey

from dagster_project.runs import company_instance
from dagster_project.warehouse.connection import warehouse

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lineage(run_company) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """table -> column -> the (table, column) pairs that it is made from, as the last runs recorded them."""
    found = {}
    with company_instance(run_company.settings) as instance:
        for key in instance.all_asset_keys():
            event = instance.get_latest_materialization_event(key)
            metadata = event.asset_materialization.metadata if event and event.asset_materialization else {}
            if "dagster/column_lineage" in metadata:
                parents = metadata["dagster/column_lineage"].value.deps_by_column
                found[".".join(key.path)] = {
                    column: [(".".join(dep.asset_key.path), dep.column_name) for dep in deps]
                    for column, deps in parents.items()
                }
    return found


@pytest.fixture(scope="module")
def columns(run_company) -> set[tuple[str, str]]:
    with warehouse(run_company.settings.warehouse(2023), read_only=True) as connection:
        rows = connection.execute(
            "select table_schema || '.' || table_name, column_name from information_schema.columns"
        ).fetchall()
    return set(rows)


def origins(lineage: dict, table: str, column: str, seen: set | None = None) -> set[str]:
    """The tables without recorded parents that a column leads back to."""
    seen = seen if seen is not None else set()
    if (table, column) in seen:
        return set()
    seen.add((table, column))
    parents = lineage.get(table, {}).get(column)
    if not parents:
        return {table}
    return set().union(*(origins(lineage, *parent, seen) for parent in parents))


def test_lineage_names_columns_that_exist(lineage, columns):
    unknown = {
        (child, name, parent)
        for child, by_column in lineage.items()
        for name, parents in by_column.items()
        for parent in [(child, name), *parents]
        if parent not in columns
    }
    assert not unknown


def test_every_mart_leads_back_to_raw_exports(lineage):
    topics = [table for table in lineage if table.startswith("marts.mart_")]
    assert len(topics) >= 16
    for table in topics:
        reached = set().union(*(origins(lineage, table, column) for column in lineage[table]))
        assert any(origin.startswith("raw.") for origin in reached), table


def test_the_printed_figure_leads_back_to_the_bills(lineage):
    assert "raw.facilities__electricity_bills" in origins(lineage, "appendix.lines", "printed_year")


def test_people_are_counted_by_keys_that_lead_back_to_the_rosters(lineage):
    """A count adds up ones, which come from no column; the key that is counted does."""
    assert "raw.hr__employees" in origins(lineage, "marts.mart_headcount", "row_count")


def test_tables_show_their_rows_and_columns(run_company):
    with company_instance(run_company.settings) as instance:
        event = instance.get_latest_materialization_event(AssetKey(["core", "fct_energy"]))
        metadata = event.asset_materialization.metadata
    assert metadata["dagster/row_count"].value > 0
    described = {
        column.name: column.description for column in metadata["dagster/column_schema"].value.columns
    }
    assert described["factor_id"]
