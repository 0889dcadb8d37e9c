"""The year before as tables of the year's warehouse: what the gates compare a year with."""

from collections.abc import Iterator

from dagster import (
    AssetExecutionContext,
    AssetsDefinition,
    AssetSpec,
    MaterializeResult,
    PartitionsDefinition,
    multi_asset,
)

from dagster_project.assets.description import RULES, SYSTEMS
from dagster_project.assets.metadata import table_metadata
from dagster_project.assets.translator import GROUPS, OWNER
from dagster_project.history import write_history
from dagster_project.partitions import ONE_YEAR_A_RUN
from dagster_project.resources import CompanyWriter
from dagster_project.warehouse.connection import warehouse

TABLES = {
    "year_before": "One row: the year before, whether it has exports, whether its warehouse could be read",
    "employees": "One row per employee of last year's closing headcount, as last year's run saw them",
    "separations": "One row per separation of last year",
    "site_months": "One row per site, utility and month of last year: quantity in kWh or m3, days that were billed",
    "sites": "One row per site of last year's register: boundary, area, lease",
    "kpi_members": "One row per KPI: unit and method of last year",
    "grid_factors": "One row per grid: the emission factor that was chosen last year",
    "regional_factors": "One row per grid: the factor of the regional grid or utility that was chosen last year",
}


def history_assets(partitions: PartitionsDefinition) -> AssetsDefinition:
    """One asset per history table, written together; empty where the year before was not run."""
    specs = [
        AssetSpec(
            key=["history", name],
            group_name=GROUPS["history"],
            description=description,
            kinds={"duckdb"},
            owners=[OWNER],
            tags={"layer": "history"},
            metadata={
                SYSTEMS: "Last year's warehouse",
                RULES: "Copied as it is; this year's gates compare with it.",
            },
        )
        for name, description in TABLES.items()
    ]

    @multi_asset(
        specs=specs,
        partitions_def=partitions,
        backfill_policy=ONE_YEAR_A_RUN,
        name="history",
        can_subset=False,
    )
    def history(context: AssetExecutionContext, company: CompanyWriter) -> Iterator[MaterializeResult]:
        year = int(context.partition_key)
        with warehouse(company.settings.warehouse(year)) as connection:
            write_history(connection, company.settings, year)
            for name in TABLES:
                yield MaterializeResult(
                    asset_key=["history", name], metadata=table_metadata(connection, "history", name)
                )

    return history
