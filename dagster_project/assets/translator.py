"""How a dbt node appears in the graph: key, group, kinds, owner and tags follow from its layer alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dagster import AssetCheckSpec, AssetKey, AssetSpec
from dagster_dbt import DagsterDbtTranslator, DbtProject

OWNER = "team:esg-data"
GROUPS = {
    "raw": "1_raw",
    "registry": "2_reference",
    "reference": "2_reference",
    "history": "2_reference",
    "staging": "3_staging",
    "intermediate": "4_intermediate",
    "core": "5_core",
    "marts": "6_marts",
    "audit": "7_audit",
    "recompute": "7_audit",
    "appendix": "8_appendix",
    "release": "9_release",
}
"""The group of each layer. Dagster sorts groups by name, so the number is the place in the data's way."""


class LayerTranslator(DagsterDbtTranslator):
    """The schema of a node is its layer; sources are the assets that intake and the registry write."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> AssetKey:
        layer = dbt_resource_props["schema"]
        return AssetKey([layer, dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return GROUPS[dbt_resource_props["schema"]]

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return dbt_resource_props["description"]

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        layer = self.get_resource_props(manifest, unique_id)["schema"]
        return spec.replace_attributes(owners=[OWNER], tags={**spec.tags, "layer": layer})

    def get_asset_check_spec(
        self, asset_spec: AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> AssetCheckSpec | None:
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        return spec and spec._replace(description=broken_when(manifest["nodes"][unique_id]))


GENERIC_TESTS = {
    "unique": "Two rows have the same {column_name}.",
    "not_null": "A row has no {column_name}.",
    "relationships": "The {column_name} of a row is none of {to}.",
    "accepted_values": "The {column_name} of a row is none of {values}.",
}


def broken_when(test: Mapping[str, Any]) -> str:
    """What is wrong when a dbt test fails: as it says itself, as its kind says, else its name in words."""
    if test["description"]:
        return " ".join(test["description"].split())
    generic = test.get("test_metadata") or {}
    if generic.get("name") in GENERIC_TESTS:
        return GENERIC_TESTS[generic["name"]].format(**generic["kwargs"])
    return f"Not so: {test['name'].replace('_', ' ')}."
