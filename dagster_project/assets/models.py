"""Every dbt seed and model as an asset, every dbt data test as a check; one op builds what is selected."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    Failure,
    MaterializeResult,
    PartitionsDefinition,
)
from dagster_dbt import dbt_assets

from dagster_project.assets.metadata import Lineage, lineage_metadata, table_metadata
from dagster_project.assets.translator import LayerTranslator
from dagster_project.partitions import ONE_YEAR_A_RUN
from dagster_project.resources import CompanyWriter
from dagster_project.warehouse.connection import warehouse

if TYPE_CHECKING:
    from dbt.artifacts.schemas.results import NodeResult

BUILDABLE = {"model", "seed"}


def dbt_models(
    manifest: Mapping[str, Any], translator: LayerTranslator, partitions: PartitionsDefinition
) -> AssetsDefinition:
    """The dbt project as assets."""

    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=translator,
        partitions_def=partitions,
        backfill_policy=ONE_YEAR_A_RUN,
        exclude="resource_type:unit_test",
        name="dbt_models",
    )
    def models(
        context: AssetExecutionContext, company: CompanyWriter
    ) -> Iterator[MaterializeResult | AssetCheckResult]:
        from dagster_project.warehouse import dbt_project

        path = company.settings.warehouse(int(context.partition_key))
        select = None if not context.is_subset else _selected(context, manifest, translator)
        results = dbt_project.build(path, select)
        yield from _materializations(context, manifest, translator, results, path)
        yield from _checks(context, manifest, translator, results)
        failures = dbt_project.failures(path, results)
        if failures:
            raise Failure(failures, allow_retries=False)

    return models


def _selected(
    context: AssetExecutionContext, manifest: Mapping[str, Any], translator: LayerTranslator
) -> str:
    names = {translator.get_asset_key(node): node["name"] for node in _buildable(manifest)}
    return " ".join(sorted(names[key] for key in context.selected_asset_keys))


def _buildable(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] in BUILDABLE]


def _materializations(
    context: AssetExecutionContext,
    manifest: Mapping[str, Any],
    translator: LayerTranslator,
    results: Sequence["NodeResult"],
    path: Path,
) -> Iterator[MaterializeResult]:
    from dagster_project.warehouse.column_lineage import column_parents

    built = [r for r in results if r.node.resource_type in BUILDABLE and r.status == "success"]
    compiled: dict[str, str] = {
        r.node.unique_id: r.node.compiled_code for r in built if r.node.resource_type == "model"
    }
    with warehouse(path, read_only=True) as connection:
        lineage = _by_asset(manifest, column_parents(manifest, compiled, connection))
        for result in built:
            node = manifest["nodes"][result.node.unique_id]
            told = {name: column["description"] for name, column in node["columns"].items()}
            metadata = table_metadata(connection, node["schema"], node["name"], told)
            key = translator.get_asset_key(node)
            if key in lineage:
                metadata |= lineage_metadata(lineage[key], lineage)
            yield MaterializeResult(asset_key=key, metadata=metadata)


def known_lineage() -> Lineage:
    """The lineage of every model as the last build of the project left it."""
    from dagster_project.warehouse.column_lineage import known_parents
    from dagster_project.warehouse.dbt_project import manifest_json

    return _by_asset(manifest_json(), known_parents())


def _by_asset(
    manifest: Mapping[str, Any], parents: Mapping[str, Mapping[str, Sequence[tuple[str, str]]]]
) -> Lineage:
    """The lineage of models by the keys of their assets instead of dbt's ids."""
    keys = {
        unique_id: AssetKey([node["schema"], node["name"]])
        for unique_id, node in {**manifest["sources"], **manifest["nodes"]}.items()
    }
    return {
        keys[unique_id]: {
            column: [(keys[parent], name) for parent, name in found] for column, found in columns.items()
        }
        for unique_id, columns in parents.items()
        if unique_id in keys
    }


def _checks(
    context: AssetExecutionContext,
    manifest: Mapping[str, Any],
    translator: LayerTranslator,
    results: Sequence["NodeResult"],
) -> Iterator[AssetCheckResult]:
    tests = {r.node.unique_id: r for r in results if r.node.resource_type == "test"}
    for check_key in context.selected_asset_check_keys:
        spec = context.assets_def.get_spec_for_check_key(check_key)
        result = tests.get(spec.metadata.get("dagster_dbt/unique_id", ""))
        if result is not None and result.status != "skipped":
            yield AssetCheckResult(
                asset_key=check_key.asset_key,
                check_name=check_key.name,
                passed=result.status in {"pass", "success"},
                metadata={"failing rows": result.failures or 0, "says": result.message or "passed"},
            )
