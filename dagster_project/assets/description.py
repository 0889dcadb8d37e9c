"""What every asset says of itself in the UI besides its columns: grain, source systems, rules, where it is defined.

All of it is read from where it is decided: contracts, suites, dbt's manifest, the assets' own dependencies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dagster import AssetKey, AssetsDefinition, AssetSpec, MetadataValue, TableRecord

from dagster_project.assets.translator import broken_when
from dagster_project.gates.contract_rules import COUNTED, SCREEN
from dagster_project.gates.suites import Suite, load_suites
from dagster_project.registry.contracts import Contract

GRAIN, SYSTEMS, RULES, DEFINED_IN = "grain", "source systems", "rules", "defined in"
GRAIN_IN_WORDS = re.compile(r"One (?:row|folder)\b[^:.]*")
NO_RULE = "None of its own: the gates before and after it judge what goes in and what comes out."
NO_SYSTEM = "None: the project's own reference data."
WHEN_BROKEN = {"error": "stops the year", "warning": "wants a written explanation"}

Asset = AssetsDefinition | AssetSpec
Rules = Iterator[tuple[str, str, str]]
"""Each rule's name, what is wrong when it is broken, and what follows then."""


def described(
    assets: Sequence[Asset], contracts: Mapping[str, Contract], manifest: Mapping[str, Any]
) -> list[Asset]:
    """The assets, each with what it says of itself as metadata."""
    reader = _Reader([spec for one in assets for spec in _specs(one)], contracts, manifest)
    return [
        reader.described(one) if isinstance(one, AssetSpec) else one.map_asset_specs(reader.described)
        for one in assets
    ]


def _specs(asset: Asset) -> list[AssetSpec]:
    return [asset] if isinstance(asset, AssetSpec) else list(asset.specs)


class _Reader:
    def __init__(
        self, specs: Sequence[AssetSpec], contracts: Mapping[str, Contract], manifest: Mapping[str, Any]
    ) -> None:
        self._parents = {spec.key: [dep.asset_key for dep in spec.deps] for spec in specs}
        self._contracts = {AssetKey(["raw", name]): contract for name, contract in contracts.items()}
        self._suites = {
            AssetKey(suite.table.split(".")): suite
            for suites in (load_suites("intake"), load_suites("publish"))
            for suite in suites.values()
        }
        nodes = list(manifest["nodes"].values())
        self._nodes = {
            AssetKey([node["schema"], node["name"]]): node
            for node in nodes
            if node["resource_type"] in ("model", "seed")
        }
        self._tests = [node for node in nodes if node["resource_type"] == "test"]
        self._systems: dict[AssetKey, set[str]] = {}

    def described(self, spec: AssetSpec) -> AssetSpec:
        systems = self._systems_behind(spec.key)
        rules = [
            TableRecord({"rule": name, "broken when": wrong, "then": then})
            for name, wrong, then in self._rules(spec.key)
        ]
        metadata = {
            GRAIN: self._grain(spec),
            SYSTEMS: ", ".join(sorted(systems)) or spec.metadata.get(SYSTEMS, NO_SYSTEM),
            RULES: MetadataValue.table(rules) if rules else spec.metadata.get(RULES, NO_RULE),
            DEFINED_IN: self._defined_in(spec.key),
        }
        return spec.merge_attributes(metadata={name: said for name, said in metadata.items() if said})

    def _grain(self, spec: AssetSpec) -> str:
        if spec.key in self._contracts:
            return self._contracts[spec.key].grain
        found = GRAIN_IN_WORDS.match(spec.description or "")
        return " ".join(found[0].split()) if found else ""

    def _systems_behind(self, key: AssetKey) -> set[str]:
        """The systems whose exports an asset is made from, however far back."""
        if key not in self._systems:
            own = {self._contracts[key].system} if key in self._contracts else set()
            self._systems[key] = own.union(*map(self._systems_behind, self._parents.get(key, [])))
        return self._systems[key]

    def _rules(self, key: AssetKey) -> Rules:
        if key in self._contracts:
            yield from _of_contracts()
        if key in self._suites:
            yield from _of_suite(self._suites[key])
        if key in self._nodes:
            yield from self._of_node(self._nodes[key])

    def _of_node(self, node: Mapping[str, Any]) -> Rules:
        yield from _of_constraints(node)
        for test in self._tests:
            if node["unique_id"] in _judged_by(test):
                yield test["name"], broken_when(test), WHEN_BROKEN["error"]

    def _defined_in(self, key: AssetKey) -> str:
        files = []
        if key in self._contracts:
            files.append(f"seeds/contracts/{key.path[-1].replace('__', '/', 1)}.yml")
        if key in self._nodes:
            files.append(f"dbt/{self._nodes[key]['original_file_path']}".replace("dbt/../", ""))
        if key in self._suites:
            suite = self._suites[key]
            files.append(f"expectations/{suite.gate}/{suite.suite}.yml")
        return ", ".join(files)


def _of_contracts() -> Rules:
    for name, counted in COUNTED.items():
        if name != SCREEN:
            yield name, counted.message, WHEN_BROKEN[counted.severity]


def _of_suite(suite: Suite) -> Rules:
    for rule in suite.rules:
        then = "the row goes to quarantine" if rule.scope == "row" else WHEN_BROKEN[rule.severity]
        yield rule.id, rule.message, then


def _of_constraints(node: Mapping[str, Any]) -> Rules:
    """The constraints of a table, by which a build fails."""
    constraints = [
        (constraint, constraint.get("columns") or []) for constraint in node.get("constraints", [])
    ]
    constraints += [
        (constraint, [name])
        for name, column in node["columns"].items()
        for constraint in column.get("constraints", [])
    ]
    told = {
        "primary_key": "Two rows have the same {}, or one is empty.",
        "not_null": "A row has no {}.",
        "unique": "Two rows have the same {}.",
        "check": "A row is not: {}.",
    }
    for constraint, columns in constraints:
        of = ", ".join(columns)
        said = constraint["expression"] if constraint["type"] == "check" else of
        yield (
            f"{constraint['type']} {of}".strip(),
            told[constraint["type"]].format(said),
            WHEN_BROKEN["error"],
        )


def _judged_by(test: Mapping[str, Any]) -> list[str]:
    """The nodes that a test is about: its own, or all that a test of several models reads."""
    attached = test.get("attached_node")
    return [attached] if attached else test["depends_on"]["nodes"]
