"""The appendix's lines, their comparison with what was published, and the draft that is written from them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    Config,
    Failure,
    MaterializeResult,
    MetadataValue,
    PartitionsDefinition,
    TableRecord,
    asset,
    multi_asset,
)
from pydantic import Field

from dagster_project.assets.description import RULES
from dagster_project.assets.metadata import lineage_metadata, table_metadata
from dagster_project.assets.models import known_lineage
from dagster_project.assets.translator import GROUPS, OWNER
from dagster_project.links import draft_file, gate_report
from dagster_project.partitions import ONE_YEAR_A_RUN
from dagster_project.resources import CompanyWriter
from dagster_project.warehouse.connection import warehouse

if TYPE_CHECKING:
    from dagster_project.publish.headlines import Headline
    from dagster_project.publish_border import Draft

TABLES = {
    "lines": "One row per line of the appendix in print order: the figure and the comparatives as published",
    "chapters": "One row per key figure that a chapter of the report prints, in print order",
    "comparison": "One row per published comparative: as printed, as the exports give it, whether they agree",
    "movement": "One row per line: the year before as published, the year, and what changed beyond its materiality",
    "fct_figure": "One row per printed figure of the year: exact parts, method and its version, inputs, run and code",
    "small_cells": "One row per figure of very few people, or hidden with one: why, and what became of it",
    "index_rows": "One row per disclosure of the HKEX and GRI indices: where it is disclosed, or what is missing of it",
    "index_claims": "One row per claim of the company's register of disclosures: what it claims, what the index finds",
}
UPSTREAM = [
    ["marts", "mart_kpi_values"],
    ["marts", "mart_cross_foots"],
    ["marts", "mart_row_accounting"],
    ["recompute", "figures"],
    ["raw", "company__published_figures"],
    ["raw", "company__notes"],
    ["raw", "company__known_differences"],
    ["raw", "company__disclosures"],
    ["registry", "disclosures"],
]

VALUES = AssetKey(["marts", "mart_kpi_values"])
PUBLISHED = AssetKey(["raw", "company__published_figures"])
COMPUTED_FROM = [(VALUES, name) for name in ("numerator", "denominator", "scale", "row_count")]
DISCLOSURES = AssetKey(["registry", "disclosures"])
CLAIMS = AssetKey(["raw", "company__disclosures"])
ANSWERED_BY = [(CLAIMS, "status"), (VALUES, "status"), (PUBLISHED, "printed")]
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
    "chapters": {
        **{name: [(VALUES, name)] for name in ("kpi_id", "dimension", "member", "unit")},
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
    "index_rows": {
        **{name: [(DISCLOSURES, name)] for name in ("standard", "edition", "code", "verified")},
        "status": ANSWERED_BY,
        "missing": ANSWERED_BY,
        "found_in": [*ANSWERED_BY, (CLAIMS, "location_zh_hant")],
        "reason": [(CLAIMS, "reason_zh_hant")],
    },
    "index_claims": {
        **{name: [(CLAIMS, name)] for name in ("standard", "code")},
        "claimed": [(CLAIMS, "status")],
        "found": ANSWERED_BY,
        "missing": ANSWERED_BY,
        "outcome": ANSWERED_BY,
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
            group_name=GROUPS["appendix"],
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
        upstream = known_lineage()
        with warehouse(company.settings.warehouse(year), read_only=True) as connection:
            for name in TABLES:
                metadata = table_metadata(connection, "appendix", name)
                metadata |= lineage_metadata(COLUMN_PARENTS[name], upstream)
                yield MaterializeResult(asset_key=["appendix", name], metadata=metadata)

    return appendix_tables


class DraftConfig(Config):
    """What a run may ask of the draft: `formats` narrows it to some of its formats; without any it has all."""

    formats: list[str] = Field(default_factory=list)


def _draft(partitions: PartitionsDefinition) -> AssetsDefinition:
    @asset(
        key=["release", "draft"],
        deps=[["appendix", name] for name in TABLES],
        group_name=GROUPS["release"],
        partitions_def=partitions,
        backfill_policy=ONE_YEAR_A_RUN,
        description="One folder per year, in the company's own: the draft appendix as XLSX, PDF, DOCX, HTML, CSV, "
        "JSON and Parquet, and the manifest of these files. Each headline figure is below with its movement.",
        kinds={"excel", "html", "parquet"},
        owners=[OWNER],
        tags={"layer": "release"},
        metadata={
            RULES: "Refuses unless every gate of the year passed on these very inputs and every finding is explained."
        },
    )
    def release_draft(
        context: AssetExecutionContext, company: CompanyWriter, config: DraftConfig
    ) -> MaterializeResult:
        from dagster_project.publish_border import GateNotPassed, publish_draft
        from dagster_project.signoff.recorded import record_written

        year = int(context.partition_key)
        try:
            draft = publish_draft(company.settings, company.choices, year, config.formats)
        except GateNotPassed as error:
            raise Failure(str(error), allow_retries=False) from error
        record_written(company.settings, year)
        docs = MetadataValue.path(company.settings.model_docs(year))
        return MaterializeResult(
            metadata=_shown(year, draft) | {"documentation of the models (make docs)": docs}
        )

    return release_draft


def _shown(year: int, draft: "Draft") -> dict[str, Any]:
    """What the draft shows: its headline figures, its files to open, and what ties them to their inputs."""
    listing = "\n".join(
        f"| [{name}]({draft_file(year, name)}) | `{digest}` |" for name, digest in sorted(draft.files.items())
    )
    return {
        "headline figures": MetadataValue.table([TableRecord(_headline(one)) for one in draft.headlines]),
        "files": MetadataValue.md(f"| file | sha256 |\n|---|---|\n{listing}"),
        "sha256 of the manifest": draft.manifest,
        "inputs": draft.inputs,
        "gate report": MetadataValue.url(gate_report(year)),
    }


def _headline(one: "Headline") -> dict[str, str]:
    return {
        "figure": f"{one.figure} ({one.unit})",
        "value": one.value,
        "year before": one.before,
        "movement": one.movement,
        "remark": one.remark,
    }
