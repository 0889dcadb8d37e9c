"""What a reviewer finds on the running server: lineage back to raw columns, readable gates, and nothing to change."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from dagster_project.company import read_company
from dagster_project.demo.company_files import EXPORTS_IN_SCOPE
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from dagster_project.registry.kpis import load_kpis
from dagster_project.runs import run_environment

pytestmark = pytest.mark.slow

Column = tuple[str, str]
Lineage = Mapping[Column, list[Column]]

KPIS = load_kpis()
CONTRACTS = load_contracts(SEEDS_DIR / "contracts")
MARTS = sorted({kpi.mart for kpi in KPIS.values()})
OUT_OF_SCOPE = {name for name, contract in CONTRACTS.items() if not contract.is_register} - set(
    EXPORTS_IN_SCOPE
)
LINEAGE = """{ assetsOrError { ... on AssetConnection { nodes { key { path } assetMaterializations(limit: 1) {
    metadataEntries { label ... on TableColumnLineageMetadataEntry {
        lineage { columnName columnDeps { assetKey { path } columnName } } } } } } } } }"""
CHECKS = """{ assetNodes { assetKey { path } assetChecksOrError { ... on AssetChecks { checks { name
    executionForLatestMaterialization { evaluation { success description
        metadataEntries { label ... on UrlMetadataEntry { url } ... on TableMetadataEntry { table { records } } }
    } } } } } } }"""
ASSETS = """{ assetNodes { assetKey { path } groupName description owners { ... on TeamAssetOwner { team } }
    metadataEntries { label ... on TextMetadataEntry { text } ... on TableMetadataEntry { table { records } } } } }"""
DRAFT = """{ assetOrError(assetKey: {path: ["release", "draft"]}) { ... on Asset {
    assetMaterializations(limit: 1) { metadataEntries { label
        ... on TextMetadataEntry { text } ... on TableMetadataEntry { table { records } } } } } } }"""


@dataclass(frozen=True)
class Server:
    """A server that runs, asked as a browser asks it."""

    port: int

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(self.url(path), headers=headers))

    def post(self, path: str, body: dict) -> tuple[int, str]:
        data = json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        return self._ask(urllib.request.Request(self.url(path), data, headers))

    def graphql(self, query: str, **variables) -> dict:
        status, text = self.post("/graphql", {"query": query, "variables": variables})
        answer = json.loads(text)
        assert status == 200, text
        assert "errors" not in answer, text
        return answer["data"]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read().decode("utf-8", errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", errors="replace")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def server(run_company) -> Iterator[Server]:
    """`esg review` of the made-up company in a process of its own."""
    settings, port = run_company.settings, free_port()
    command = [sys.executable, "-m", "dagster_project.cli", "review", "--port", str(port)]
    process = subprocess.Popen(command, env={**os.environ, **run_environment(settings)})
    try:
        answers = False
        while not answers and process.poll() is None:
            try:
                answers = Server(port).get("/server_info")[0] == 200
            except urllib.error.URLError:
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(0.2)
        assert answers, f"esg review ended with {process.returncode}"
        yield Server(port)
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def lineage(server) -> Lineage:
    """(asset, column) -> the (asset, column) pairs that it is made from, as the server answers."""
    found = {}
    for node in server.graphql(LINEAGE)["assetsOrError"]["nodes"]:
        for materialization in node["assetMaterializations"]:
            for entry in materialization["metadataEntries"]:
                for column in entry.get("lineage") or ():
                    found["/".join(node["key"]["path"]), column["columnName"]] = [
                        ("/".join(dep["assetKey"]["path"]), dep["columnName"]) for dep in column["columnDeps"]
                    ]
    return found


def behind(lineage: Lineage, asset: str) -> set[Column]:
    """The columns of raw exports, as their contracts name them, that any column of an asset leads back to."""
    todo = [column for column in lineage if column[0] == asset]
    seen: set[Column] = set()
    while todo:
        column = todo.pop()
        if column not in seen:
            seen.add(column)
            todo += lineage.get(column, [])
    raw = {(asset.removeprefix("raw/"), column) for asset, column in seen if asset.startswith("raw/")}
    return {
        (contract, column)
        for contract, column in raw
        if contract in CONTRACTS and column in CONTRACTS[contract].columns
    }


def unreached(lineage: Lineage, asset: str, marts: list[str]) -> set[str]:
    """The exports that KPIs of these marts are computed from and to which no column of the asset leads back."""
    wanted = {one for kpi in KPIS.values() if kpi.mart in marts for one in kpi.possible_exports}
    return wanted - {contract for contract, _ in behind(lineage, asset)}


@pytest.mark.parametrize("mart", MARTS)
def test_a_topics_mart_leads_back_to_the_columns_of_its_exports(lineage, mart):
    assert unreached(lineage, f"marts/{mart}", [mart]) == set()


def test_the_appendix_leads_back_to_the_columns_of_every_export_of_a_kpi(lineage):
    assert unreached(lineage, "appendix/lines", MARTS) == set()
    assert ("facilities__electricity_bills", "billed_quantity") in behind(lineage, "appendix/lines")
    assert ("hr__employees", "gender") in behind(lineage, "appendix/lines")


@pytest.mark.parametrize("mart", MARTS)
def test_a_topic_whose_lineage_is_cut_is_found(lineage, mart):
    topic = mart.removeprefix("mart_")
    cut = {key: deps for key, deps in lineage.items() if key[0] != f"intermediate/int_{topic}__contributions"}
    assert unreached(cut, f"marts/{mart}", [mart])


def test_lineage_to_nothing_but_the_rows_address_does_not_count(lineage):
    addresses = {
        key: [dep for dep in deps if not dep[0].startswith("raw/") or dep[1] in ("row_id", "source_file")]
        for key, deps in lineage.items()
    }
    assert unreached(addresses, "marts/mart_water", ["mart_water"])


def test_every_asset_says_grain_owner_source_systems_and_rules(server):
    for node in server.graphql(ASSETS)["assetNodes"]:
        name = "/".join(node["assetKey"]["path"])
        told = {
            entry["label"]: entry.get("text") or (entry.get("table") or {}).get("records")
            for entry in node["metadataEntries"]
        }
        assert node["description"], name
        assert node["owners"], name
        assert all(told.get(label) for label in ("grain", "source systems", "rules")), (name, told)


def test_groups_sort_in_the_way_of_the_data(server):
    groups = {node["assetKey"]["path"][0]: node["groupName"] for node in server.graphql(ASSETS)["assetNodes"]}
    way = ["raw", "staging", "intermediate", "core", "marts", "appendix", "release"]
    assert sorted(way, key=lambda layer: groups[layer]) == way


def test_every_gate_leads_to_its_place_in_the_gate_report(server):
    gates = 0
    for node in server.graphql(CHECKS)["assetNodes"]:
        for check in node["assetChecksOrError"].get("checks", ()):
            if not check["name"].endswith("_gate"):
                continue
            gates += 1
            name = node["assetKey"]["path"][-1]
            evaluation = check["executionForLatestMaterialization"]["evaluation"]
            told = {entry["label"]: entry for entry in evaluation["metadataEntries"]}
            path, _, place = told["gate report"]["url"].partition("#")
            status, page = server.get(path)
            assert status == 200
            assert f'id="{place}"' in page or (not place and name in OUT_OF_SCOPE), (name, place)
            if name in OUT_OF_SCOPE:
                continue
            assert " passed: " in evaluation["description"]
            assert told["rules"]["table"]["records"]
    assert gates > 50


def test_the_draft_shows_every_headline_figure_and_the_manifest(server, run_company):
    from dagster_project.digests import file_digest
    from dagster_project.registry.outline import table_of

    (materialization,) = server.graphql(DRAFT)["assetOrError"]["assetMaterializations"]
    told = {entry["label"]: entry for entry in materialization["metadataEntries"]}
    shown = [json.loads(record) for record in told["headline figures"]["table"]["records"]]
    outline = table_of(read_company(run_company.settings.company_dir), KPIS)
    printed = [kpi for kpi, dimension, _ in outline.members(KPIS) if dimension == "total"]
    assert [one["figure"] for one in shown] == [
        f"{KPIS[kpi].names.en} ({KPIS[kpi].unit.names.en})" for kpi in printed
    ]
    water = next(one for one in shown if one["figure"].startswith("Water consumed"))
    assert (water["value"], water["year before"]) == ("7,221.46", "16,098.54")
    assert water["movement"] == "-8,877.08 (-55.1 %)"
    folder = run_company.settings.draft_dir(2023)
    assert told["sha256 of the manifest"]["text"] == file_digest(folder / "manifest.json")
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert files == {
        path.name: file_digest(path) for path in sorted(folder.iterdir()) if path.name != "manifest.json"
    }
    assert all(server.get(f"/reports/2023/draft/{name}")[0] == 200 for name in [*files, "manifest.json"])


def test_the_state_of_each_year_is_told_at_its_draft(server):
    checks = {
        (*node["assetKey"]["path"], check["name"]): check["executionForLatestMaterialization"]
        for node in server.graphql(CHECKS)["assetNodes"]
        for check in node["assetChecksOrError"].get("checks", ())
    }
    state = checks["release", "draft", "state_of_the_year"]["evaluation"]
    told = {entry["label"]: entry for entry in state["metadataEntries"]}
    years = [json.loads(record) for record in told["years"]["table"]["records"]]
    assert state["success"]
    assert [(one["year"], one["state"], one["draft"]) for one in years] == [
        ("2023", "May be published", "up to date"),
        ("2022", "May be published", "up to date"),
    ]
    assert all(one["exports arrived"] == "19 of 19" and one["in quarantine"] == "0" for one in years)


LAUNCH = """mutation ($selector: JobOrPipelineSelector!) { launchRun(executionParams: {selector: $selector,
    mode: "default", executionMetadata: {tags: [{key: "dagster/partition", value: "2023"}]}}) { __typename } }"""
BACKFILL = """mutation { launchPartitionBackfill(backfillParams: {assetSelection: [{path: ["release", "draft"]}],
    partitionNames: ["2023"]}) { __typename } }"""
WIPE = """mutation { wipeAssets(assetPartitionRanges: [{assetKey: {path: ["release", "draft"]}}]) { __typename } }"""
RUNS = "{ runsOrError { ... on Runs { results { id } } } }"


def test_nothing_can_be_changed(server):
    job = {
        "pipelineName": "reporting_year",
        "repositoryName": "__repository__",
        "repositoryLocationName": "esg",
    }
    before = server.graphql(RUNS)
    assert server.graphql(LAUNCH, selector=job)["launchRun"]["__typename"] == "UnauthorizedError"
    assert server.graphql(BACKFILL)["launchPartitionBackfill"]["__typename"] == "UnauthorizedError"
    assert server.graphql(WIPE)["wipeAssets"]["__typename"] == "UnauthorizedError"
    assert server.post("/report_asset_materialization/release/draft", {})[0] == 401
    assert server.graphql(RUNS) == before


def test_it_answers_on_this_machine_only(server):
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", server.port))
    assert server.get("/server_info", Host="elsewhere.example")[0] == 400


def without_nonce(page: str) -> str:
    return re.sub("[0-9a-f]{32}", "", page)


def test_no_other_file_is_served(server):
    """Whatever is no report is the start page of the UI, or not found."""
    start = without_nonce(server.get("/")[1])
    for path in (
        "/reports/2023/draft/../../../../company.yml",
        "/reports/2023/draft/%2e%2e",
        "/reports/2023/landed/x",
        "/reports/2031/quality.html",
    ):
        status, text = server.get(path)
        text = without_nonce(text)
        assert status == 404 or text == start, path
