"""One asset per export: its files landed, read by their contract, gated, and written to `raw` as text.

The gate is part of the asset, since it sees the rows in memory before people's identifiers are replaced.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from dagster import (
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    Failure,
    MaterializeResult,
    MetadataValue,
    PartitionsDefinition,
    asset,
    multi_asset,
)

from dagster_project.assets.description import RULES
from dagster_project.assets.metadata import table_metadata
from dagster_project.assets.translator import GROUPS, OWNER
from dagster_project.checks.gate_metadata import gate_check
from dagster_project.partitions import ONE_YEAR_A_RUN
from dagster_project.registry.contracts import Contract
from dagster_project.resources import CompanyWriter
from dagster_project.run_events import FAULTS
from dagster_project.warehouse.connection import warehouse

GATE = "intake_gate"


def intake_assets(
    contracts: Mapping[str, Contract], partitions: PartitionsDefinition
) -> list[AssetsDefinition]:
    """An asset for each contract, and the books of all of them."""
    return [
        *(_intake(contract, partitions) for contract in contracts.values()),
        _books(contracts, partitions),
    ]


def team(owner: str) -> str:
    """An owner in Dagster's spelling: `team:` and the name with hyphens."""
    return "team:" + "-".join(owner.lower().split())


def _intake(contract: Contract, partitions: PartitionsDefinition) -> AssetsDefinition:
    @asset(
        key=["raw", contract.id],
        group_name=GROUPS["raw"],
        partitions_def=partitions,
        backfill_policy=ONE_YEAR_A_RUN,
        description=f"{contract.title.zh_hant} · {contract.title.en}: {contract.grain}. From {contract.system}.",
        kinds={"file", "duckdb"},
        owners=[team(contract.owner)],
        tags={"layer": "raw", "domain": contract.id.split("__")[0]},
        check_specs=[
            AssetCheckSpec(
                GATE,
                asset=["raw", contract.id],
                blocking=True,
                description="Is the file what its contract says, complete and plausible? Failing rows are quarantined.",
            )
        ],
    )
    def intake(context: AssetExecutionContext, company: CompanyWriter) -> Iterator:
        from dagster_project.intake import IntakeError
        from dagster_project.intake_border import take_in

        year = int(context.partition_key)
        try:
            inputs = company.inputs(year)
            result = take_in(company.settings, company.choices, contract, year, inputs)
        except IntakeError as error:
            faults = MetadataValue.json([asdict(fault) for fault in error.faults])
            raise Failure(str(error), metadata={FAULTS: faults}, allow_retries=False) from error
        with warehouse(company.settings.warehouse(year), read_only=True) as connection:
            told = {name: column.meaning for name, column in contract.columns.items()}
            metadata = table_metadata(connection, "raw", contract.id, told)
        yield MaterializeResult(
            asset_key=["raw", contract.id], metadata={**metadata, "files": list(result.files)}
        )
        yield gate_check(
            AssetKey(["raw", contract.id]), GATE, year, result.outcome, result.report, result.result
        )

    return intake


BOOKS = {
    "landed_files": "One row per landed file and contract: sha256, dialect, rows landed, kept, excluded, quarantined",
    "excluded_rows": "One row per row excluded at intake by a named rule",
    "quarantined_rows": "One row per row that could not be read or broke a rule, with its reason; people masked",
    "corrected_cells": "One row per cell corrected in writing: old and new value, why, by whom, when; people masked",
    "control_totals": "One row per total or count that a file prints under its rows and that its rows give",
}


def _books(contracts: Mapping[str, Contract], partitions: PartitionsDefinition) -> AssetsDefinition:
    """The bookkeeping tables that all intake assets write into, closed once all have landed."""
    specs = [
        AssetSpec(
            key=["raw", name],
            deps=[["raw", contract] for contract in contracts],
            group_name=GROUPS["raw"],
            description=description,
            kinds={"duckdb"},
            owners=[OWNER],
            tags={"layer": "raw"},
            metadata={RULES: "Landed = kept + excluded + quarantined for every file, or the run stops."},
        )
        for name, description in BOOKS.items()
    ]

    @multi_asset(specs=specs, partitions_def=partitions, backfill_policy=ONE_YEAR_A_RUN, name="landing_books")
    def landing_books(context: AssetExecutionContext, company: CompanyWriter) -> Iterator[MaterializeResult]:
        from dagster_project.intake import unbalanced_files

        with warehouse(company.settings.warehouse(int(context.partition_key)), read_only=True) as connection:
            unbalanced = unbalanced_files(connection)
            if unbalanced:
                raise Failure("Rows were lost at intake:\n" + "\n".join(unbalanced), allow_retries=False)
            for name in BOOKS:
                yield MaterializeResult(
                    asset_key=["raw", name], metadata=table_metadata(connection, "raw", name)
                )

    return landing_books
