"""The same graph run the way that Dagster's documentation shows first: multiprocess executor, dbt as a subprocess."""

import sys
from pathlib import Path

from dagster import AssetExecutionContext, Definitions, define_asset_job, multiprocess_executor
from dagster_dbt import DbtCliResource, dbt_assets

from dagster_project.assets.translator import LayerTranslator
from dagster_project.definitions import build_definitions
from dagster_project.partitions import reporting_years
from dagster_project.project import DBT_DIR
from dagster_project.settings import settings_for
from dagster_project.warehouse.dbt_project import MANIFEST_PATH, ensure_parsed

settings = settings_for()
ensure_parsed()


@dbt_assets(
    manifest=MANIFEST_PATH,
    dagster_dbt_translator=LayerTranslator(),
    partitions_def=reporting_years(2022),
    exclude="resource_type:unit_test",
    name="dbt_models",
)
def dbt_models(context: AssetExecutionContext, dbt: DbtCliResource):
    """The models built by the dbt command in a process of its own."""
    yield from dbt.cli(["build"], context=context).stream()


def _definitions() -> Definitions:
    usual = build_definitions(settings)
    others = [
        asset
        for asset in usual.assets or []
        if getattr(asset, "op", None) is None or asset.op.name != "dbt_models"
    ]
    return build_definitions(
        settings,
        overrides={
            "assets": [*others, dbt_models],
            "executor": multiprocess_executor.configured({"max_concurrent": 1}),
            "jobs": [define_asset_job("reporting_year", selection="*")],
            "schedules": [],
            "sensors": [],
            "resources": {
                **(usual.resources or {}),
                "dbt": DbtCliResource(
                    project_dir=str(DBT_DIR),
                    profiles_dir=str(DBT_DIR),
                    dbt_executable=str(Path(sys.executable).with_name("dbt")),
                ),
            },
        },
    )


defs = _definitions()
