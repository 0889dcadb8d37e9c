"""The publish gate as asset checks: one for each mart and appendix table, all blocking.

A failed check stops what is downstream in the same run; the draft asks `gates.results` itself.
"""

from collections.abc import Iterator, Sequence

from dagster import (
    AssetCheckExecutionContext,
    AssetCheckResult,
    AssetCheckSpec,
    AssetKey,
    PartitionsDefinition,
    multi_asset_check,
)

from dagster_project.checks.gate_metadata import gate_check
from dagster_project.gates.suites import publish_tables
from dagster_project.resources import CompanyWriter

GATE = "publish_gate"
AFTER_THE_MARTS = ("recompute", "appendix")
"""Schemas whose tables are made of marts that passed their gate, each judged by an op of its own."""


def publish_gates(partitions: PartitionsDefinition) -> list:
    """One op for what dbt builds and one for each schema that waits for the marts' gate."""
    tables = publish_tables()
    return [
        _gate("marts", [table for table in tables if table.schema not in AFTER_THE_MARTS], partitions),
        *(
            _gate(schema, [table for table in tables if table.schema == schema], partitions)
            for schema in AFTER_THE_MARTS
        ),
    ]


def _gate(layer: str, tables: Sequence, partitions: PartitionsDefinition):
    keys = {AssetKey([table.schema, table.name]): table for table in tables}

    @multi_asset_check(name=f"publish_gate_{layer}", specs=_specs(keys, partitions), can_subset=True)
    def gate(context: AssetCheckExecutionContext, company: CompanyWriter) -> Iterator[AssetCheckResult]:
        from dagster_project.publish_border import judge_table

        year = int(context.partition_key)
        for check_key in sorted(context.selected_asset_check_keys):
            table = keys[check_key.asset_key]
            inputs = company.inputs(year)
            result = judge_table(company.settings, company.choices, year, table, inputs)
            yield gate_check(check_key.asset_key, GATE, year, result.outcome, result.report, result.result)

    return gate


def _specs(keys, partitions: PartitionsDefinition) -> list[AssetCheckSpec]:
    return [
        AssetCheckSpec(
            GATE,
            asset=key,
            blocking=True,
            partitions_def=partitions,
            description="Do the parts add up, do ratios follow from their counts, is every line there?",
        )
        for key in keys
    ]
