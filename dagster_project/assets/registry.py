"""The registry as tables of the year's warehouse: what the models need to know of KPIs and the company's choices."""

from collections.abc import Iterator

from dagster import AssetExecutionContext, AssetSpec, MaterializeResult, PartitionsDefinition, multi_asset

from dagster_project.assets.description import RULES, SYSTEMS
from dagster_project.assets.metadata import table_metadata
from dagster_project.assets.translator import GROUPS, OWNER
from dagster_project.partitions import ONE_YEAR_A_RUN
from dagster_project.registry.kpis import company_kpis
from dagster_project.registry.outline import printed_members
from dagster_project.registry.tables import write_registry
from dagster_project.resources import CompanyWriter
from dagster_project.warehouse.connection import warehouse

TABLES = {
    "reporting_year": "One row: the year, its first and last day, the currency of amounts",
    "kpi_members": "One row per KPI, breakdown and member: kind, unit, decimals, chosen method, in scope or why not",
    "method_components": "One row per component of a chosen method: its role and weight",
    "grid_factors": "One row per grid: the emission factor that the company chose for the year",
    "regional_factors": "One row per grid: the factor of the regional grid or utility, chosen for the year",
    "estimate_thresholds": "One row per quantity: the largest part of it that may be estimated",
    "disclosures": "One row per disclosure of the standards' editions that are in force in the year",
    "contracts": "One row per export or register: its system, its owner, what a row is and what tells it apart",
}


def registry_assets(partitions: PartitionsDefinition):
    """One asset per registry table, written together."""
    specs = [
        AssetSpec(
            key=["registry", name],
            group_name=GROUPS["registry"],
            description=description,
            kinds={"duckdb", "yaml"},
            owners=[OWNER],
            tags={"layer": "registry"},
            metadata={
                SYSTEMS: "seeds/kpis, seeds/contracts, seeds/reference and the company's company.yml",
                RULES: "Unknown keys, names and values in the registry or in company.yml stop the year.",
            },
        )
        for name, description in TABLES.items()
    ]

    @multi_asset(
        specs=specs,
        partitions_def=partitions,
        backfill_policy=ONE_YEAR_A_RUN,
        name="registry",
        can_subset=False,
    )
    def registry(context: AssetExecutionContext, company: CompanyWriter) -> Iterator[MaterializeResult]:
        path = company.settings.warehouse(int(context.partition_key))
        with warehouse(path) as connection:
            kpis = company_kpis(company.choices)
            printed = printed_members(company.choices, company.settings.company_dir, kpis)
            write_registry(connection, company.choices, int(context.partition_key), kpis, printed)
            for name in TABLES:
                yield MaterializeResult(
                    asset_key=["registry", name], metadata=table_metadata(connection, "registry", name)
                )

    return registry
