"""The independent second computation of every figure as an asset, beside the warehouse's own."""

from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    MaterializeResult,
    PartitionsDefinition,
    asset,
)

from dagster_project.assets.metadata import lineage_metadata, table_metadata
from dagster_project.assets.models import known_lineage
from dagster_project.assets.translator import GROUPS, OWNER
from dagster_project.partitions import ONE_YEAR_A_RUN
from dagster_project.recompute import COLUMNS
from dagster_project.resources import CompanyWriter
from dagster_project.warehouse.connection import warehouse

VALUES = AssetKey(["marts", "mart_kpi_values"])
KEY = ["kpi_id", "dimension", "member"]
COLUMN_PARENTS = {
    **{name: [(VALUES, name)] for name in [*KEY, "status"]},
    **{f"warehouse_{name}": [(VALUES, name)] for name in ("numerator", "denominator", "scale")},
}


def recompute_assets(partitions: PartitionsDefinition) -> AssetsDefinition:
    """Every figure computed again from the raw rows in plain Python."""

    @asset(
        key=["recompute", "figures"],
        deps=[VALUES, *(["raw", export] for export in COLUMNS)],
        group_name=GROUPS["recompute"],
        partitions_def=partitions,
        backfill_policy=ONE_YEAR_A_RUN,
        description="One row per KPI, breakdown and member: the figure computed again from the raw rows in plain "
        "Python, which shares no model with the warehouse, beside the warehouse's own, and the difference.",
        kinds={"python", "duckdb"},
        owners=[OWNER],
        tags={"layer": "recompute"},
    )
    def figures(context: AssetExecutionContext, company: CompanyWriter) -> MaterializeResult:
        from dagster_project.recompute_border import write_figures

        year = int(context.partition_key)
        write_figures(company.settings, company.choices, year)
        with warehouse(company.settings.warehouse(year), read_only=True) as connection:
            metadata = table_metadata(connection, "recompute", "figures")
        return MaterializeResult(metadata=metadata | lineage_metadata(COLUMN_PARENTS, known_lineage()))

    return figures
