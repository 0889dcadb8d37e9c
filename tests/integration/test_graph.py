"""The graph as reviewers see it: keys, dependencies, groups, owners, checks; schedule and sensor."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dagster import (
    DagsterInstance,
    RunRequest,
    SkipReason,
    build_schedule_context,
    build_sensor_context,
)
from dagster._core.test_utils import freeze_time

from dagster_project.definitions import build_definitions
from dagster_project.partitions import reporting_years
from dagster_project.resources import CompanyFolder
from dagster_project.schedules import last_year_in_january
from dagster_project.sensors import complete_years
from dagster_project.settings import settings_for

pytestmark = pytest.mark.slow

SNAPSHOT = Path(__file__).with_name("graph.json")


@pytest.fixture(scope="module")
def definitions():
    return build_definitions()


@pytest.fixture(scope="module")
def asset_graph(definitions):
    return definitions.resolve_asset_graph()


def described(asset_graph) -> dict:
    """The graph in words that a review can read: what a change of it changes here."""
    return {
        "assets": {
            key.to_user_string(): {
                "group": node.group_name,
                "kinds": sorted(node.kinds),
                "owners": sorted(node.owners),
                "parents": sorted(parent.to_user_string() for parent in node.parent_keys),
            }
            for key in sorted(asset_graph.get_all_asset_keys())
            for node in [asset_graph.get(key)]
        },
        "blocking checks": sorted(
            f"{key.asset_key.to_user_string()}: {key.name}"
            for key in asset_graph.asset_check_keys
            if asset_graph.get(key).blocking
        ),
    }


def test_the_graph_is_the_one_that_was_reviewed(asset_graph):
    """After a wanted change: delete graph.json, run this test twice, and look at the difference."""
    found = described(asset_graph)
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        pytest.fail(f"{SNAPSHOT.name} was written; review it and run again")
    assert found == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_every_asset_says_what_it_is(asset_graph):
    for key in asset_graph.get_all_asset_keys():
        node = asset_graph.get(key)
        by_publishing = key.to_user_string() == "release/published"
        assert node.is_materializable != by_publishing, f"{key} is written by nothing in the graph"
        assert len(node.description or "") > 20, f"{key} has no description"
        assert node.owners, f"{key} has no owner"
        assert node.kinds, f"{key} has no kind"
        assert node.tags.get("layer"), f"{key} has no layer"


def test_every_check_is_of_an_asset_that_exists(asset_graph):
    assets = asset_graph.get_all_asset_keys()
    checks = asset_graph.asset_check_keys
    assert checks
    assert {check.asset_key for check in checks} <= set(assets)


def test_every_export_and_every_mart_is_gated(asset_graph):
    gated = {key.asset_key for key in asset_graph.asset_check_keys if asset_graph.get(key).blocking}
    raw = {key for key in asset_graph.get_all_asset_keys() if key.path[0] == "raw" and "__" in key.path[1]}
    marts = {key for key in asset_graph.get_all_asset_keys() if key.path[-1].startswith("mart_")}
    assert not (raw | marts) - gated


def test_the_draft_is_downstream_of_every_export(asset_graph):
    from dagster import AssetKey, AssetSelection

    upstream = AssetSelection.assets(AssetKey(["release", "draft"])).upstream().resolve(asset_graph)
    exports = {
        key
        for key in asset_graph.get_all_asset_keys()
        if key.path[0] == "raw" and "__" in key.path[1] and not key.path[1].startswith("company__")
    }
    assert exports <= upstream


def test_a_year_becomes_a_partition_when_it_has_ended():
    partitions = reporting_years(2022)
    on_new_years_eve = datetime(2024, 12, 31, 23, tzinfo=ZoneInfo("Asia/Hong_Kong"))
    on_new_years_day = datetime(2025, 1, 1, 1, tzinfo=ZoneInfo("Asia/Hong_Kong"))
    assert partitions.get_partition_keys(on_new_years_eve) == ["2022", "2023"]
    assert partitions.get_partition_keys(on_new_years_day) == ["2022", "2023", "2024"]


def test_the_schedule_asks_in_january_for_the_year_before():
    january = datetime(2024, 1, 15, 6, tzinfo=ZoneInfo("Asia/Hong_Kong"))
    request = last_year_in_january(build_schedule_context(scheduled_execution_time=january))
    assert isinstance(request, RunRequest)
    assert request.partition_key == "2023"


@pytest.fixture
def company_without_complaints(made_up_company, tmp_path, monkeypatch):
    """A company whose 2023 still lacks one export, and a function that lets it arrive."""
    import shutil

    folder = tmp_path / "company"
    shutil.copytree(made_up_company, folder)
    shutil.rmtree(folder / "raw" / "2022")
    monkeypatch.setenv("ESG_DATA", str(tmp_path / "data"))
    held_back = next(path for path in (folder / "raw" / "2023").rglob("*") if "客訴" in path.name)
    aside = tmp_path / held_back.name
    held_back.rename(aside)
    return settings_for(folder), lambda: aside.rename(held_back)


def asked(settings) -> list[RunRequest | SkipReason]:
    with DagsterInstance.ephemeral() as instance:
        context = build_sensor_context(instance=instance)
        return list(complete_years(context, company_folder=CompanyFolder.at(settings)))


def test_the_sensor_starts_a_year_once_its_last_export_arrives(company_without_complaints):
    settings, let_it_arrive = company_without_complaints
    waiting = asked(settings)
    assert not [one for one in waiting if isinstance(one, RunRequest)]
    assert any(
        "customers__complaints" in (one.skip_message or "") for one in waiting if isinstance(one, SkipReason)
    )
    let_it_arrive()
    (request,) = [one for one in asked(settings) if isinstance(one, RunRequest)]
    assert request.partition_key == "2023"
    (again,) = [one for one in asked(settings) if isinstance(one, RunRequest)]
    assert again.run_key == request.run_key
    with freeze_time(datetime(2023, 6, 30, tzinfo=UTC)):
        (early,) = asked(settings)
    assert isinstance(early, SkipReason)
    assert early.skip_message == "2023 is not over: by this machine's clock it is 2023-06-30."


def test_the_sensor_asks_anew_when_a_file_changes(company_without_complaints):
    settings, let_it_arrive = company_without_complaints
    let_it_arrive()
    (before,) = [one for one in asked(settings) if isinstance(one, RunRequest)]
    changed = next(path for path in (settings.raw_dir(2023)).rglob("*.csv"))
    changed.write_bytes(changed.read_bytes() + b"\n")
    (after,) = [one for one in asked(settings) if isinstance(one, RunRequest)]
    assert after.run_key != before.run_key
