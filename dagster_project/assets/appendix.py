"""The appendix's lines, their comparison with what was published, and the draft that is written from them."""

from collections.abc import Iterator

from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    Failure,
    MarkdownMetadataValue,
    MaterializeResult,
    MetadataValue,
    PartitionsDefinition,
    asset,
    multi_asset,
)

from dagster_project.assets.metadata import column_lineage, table_metadata
from dagster_project.assets.translator import OWNER
from dagster_project.partitions import ONE_YEAR_A_RUN
from dagster_project.resources import CompanyWriter
from dagster_project.warehouse.connection import warehouse

TABLES = {
    "lines": "One row per line of the appendix in print order: the figure and the comparatives as published",
    "comparison": "One row per published comparative: as printed, as the exports give it, whether they agree",
    "movement": "One row per line: the year before as published, the year, and what changed beyond its materiality",
    "fct_figure": "One row per printed figure of the year: exact parts, method and its version, inputs, run and code",
    "small_cells": "One row per figure of very few people, or hidden with one: why, and what became of it",
}
UPSTREAM = [
    ["marts", "mart_kpi_values"],
    ["marts", "mart_cross_foots"],
    ["marts", "mart_row_accounting"],
    ["recompute", "figures"],
    ["raw", "company__published_figures"],
    ["raw", "company__notes"],
    ["raw", "company__known_differences"],
]

VALUES = AssetKey(["marts", "mart_kpi_values"])
PUBLISHED = AssetKey(["raw", "company__published_figures"])
COMPUTED_FROM = [(VALUES, "numerator"), (VALUES, "denominator"), (VALUES, "scale")]
COLUMN_PARENTS = {
    "lines": {
        **{name: [(VALUES, name)] for name in ("kpi_id", "dimension", "member", "unit")},
        "printed_before": [(PUBLISHED, "printed")],
        "printed_previous": [(PUBLISHED, "printed")],
        "printed_year": COMPUTED_FROM,
        "number_year": COMPUTED_FROM,
        "reason": [(VALUES, "status")],
        "notes": [(AssetKey(["raw", "company__notes"]), "note_id")],
    },
    "comparison": {
        **{name: [(PUBLISHED, name)] for name in ("kpi_id", "dimension", "member")},
        "reporting_year": [(PUBLISHED, "year")],
        "published": [(PUBLISHED, "printed")],
        "computed": COMPUTED_FROM,
        "difference": [(PUBLISHED, "printed"), *COMPUTED_FROM],
        "reason": [(AssetKey(["raw", "company__known_differences"]), "reason")],
    },
    "movement": {
        **{name: [(VALUES, name)] for name in ("kpi_id", "dimension", "member", "method", "unit")},
        "previous": [(PUBLISHED, "printed")],
        "current": COMPUTED_FROM,
        "change": [(PUBLISHED, "printed"), *COMPUTED_FROM],
        "moved": [(PUBLISHED, "printed"), *COMPUTED_FROM],
        "disappeared": [(PUBLISHED, "printed"), (VALUES, "status")],
        "rescaled": [(PUBLISHED, "printed"), (VALUES, "scale")],
    },
    "fct_figure": {
        **{
            name: [(VALUES, name)]
            for name in (
                "reporting_year",
                "kpi_id",
                "dimension",
                "member",
                "numerator",
                "denominator",
                "unit",
                "method",
                "status",
            )
        },
        "printed": COMPUTED_FROM,
        "exact": COMPUTED_FROM,
        "reason": [(VALUES, "status_reason")],
    },
    "small_cells": {
        **{name: [(VALUES, name)] for name in ("kpi_id", "dimension", "member")},
        "found": [(VALUES, "numerator"), (VALUES, "denominator"), (VALUES, "row_count")],
        "outcome": [(VALUES, "numerator"), (VALUES, "denominator"), (PUBLISHED, "printed")],
        "shown": COMPUTED_FROM,
        "worked_out": COMPUTED_FROM,
        "worked_out_before": [*COMPUTED_FROM, (PUBLISHED, "printed")],
        "notes": [(AssetKey(["raw", "company__notes"]), "note_id")],
    },
}


def appendix_assets(partitions: PartitionsDefinition) -> list[AssetsDefinition]:
    """The appendix tables and the draft."""
    return [_tables(partitions), _draft(partitions)]


def _tables(partitions: PartitionsDefinition) -> AssetsDefinition:
    specs = [
        AssetSpec(
            key=["appendix", name],
            deps=UPSTREAM,
            group_name="appendix",
            description=description,
            kinds={"python", "duckdb"},
            owners=[OWNER],
            tags={"layer": "appendix"},
        )
        for name, description in TABLES.items()
    ]

    @multi_asset(
        specs=specs, partitions_def=partitions, backfill_policy=ONE_YEAR_A_RUN, name="appendix_tables"
    )
    def appendix_tables(
        context: AssetExecutionContext, company: CompanyWriter
    ) -> Iterator[MaterializeResult]:
        from dagster_project.publish_border import write_lines

        year = int(context.partition_key)
        write_lines(company.settings, company.choices, year, context.run_id)
        with warehouse(company.settings.warehouse(year), read_only=True) as connection:
            for name in TABLES:
                metadata = table_metadata(connection, "appendix", name)
                metadata["dagster/column_lineage"] = column_lineage(COLUMN_PARENTS[name])
                yield MaterializeResult(asset_key=["appendix", name], metadata=metadata)

    return appendix_tables


def _draft(partitions: PartitionsDefinition) -> AssetsDefinition:
    @asset(
        key=["release", "draft"],
        deps=[["appendix", name] for name in TABLES],
        group_name="release",
        partitions_def=partitions,
        backfill_policy=ONE_YEAR_A_RUN,
        description="The draft appendix of the year in the company's folder: XLSX, HTML, CSV, JSON and Parquet. "
        "Refuses unless every gate of the year passed on these very inputs.",
        kinds={"excel", "html", "parquet"},
        owners=[OWNER],
        tags={"layer": "release"},
    )
    def draft(context: AssetExecutionContext, company: CompanyWriter) -> MaterializeResult:
        from dagster_project.publish_border import GateNotPassed, publish_draft

        year = int(context.partition_key)
        try:
            files = publish_draft(company.settings, company.choices, year)
        except GateNotPassed as error:
            raise Failure(str(error), allow_retries=False) from error
        listing = "\n".join(f"| {name} | `{digest}` |" for name, digest in sorted(files.items()))
        return MaterializeResult(
            metadata={
                "files": MarkdownMetadataValue(f"| file | sha256 |\n|---|---|\n{listing}"),
                "documentation of the models (make docs)": MetadataValue.path(
                    company.settings.model_docs(year)
                ),
            }
        )

    return draft
