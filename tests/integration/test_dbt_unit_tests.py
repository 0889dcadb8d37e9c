"""The models' unit tests, run in this process; which of them there must be; no warning on the way."""

from __future__ import annotations

import shutil

import pytest

from dagster_project.warehouse import dbt_project
from tests.integration.empty_warehouse import Built

pytestmark = pytest.mark.slow

# what must be pinned: words that the name of at least one unit test holds
PINNED = {
    "age bands at their edges": ("age_bands", "edges"),
    "a birthday on 31 December": ("birthday", "31_december"),
    "a rehire": ("leaving_and_coming_back",),
    "someone rehired in the year is in the headcount": ("came_back_in_the_same_year",),
    "a leaver on the last day of the year": ("last_day_is_the_year_end",),
    "an electricity bill across the year end": ("a_bill", "across_the_year_end"),
    "a water bill across the year end": ("water_bill", "across_the_year_end"),
    "a corrected bill": ("corrected_bill",),
    "packs to kilograms": ("pack", "weighs"),
    "boxes to packs": ("box", "packs"),
    "a rate with no denominator": ("rate", "no_denominator"),
}


@pytest.fixture(scope="module")
def unit_tests(built: Built, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str | None]]:
    path = tmp_path_factory.mktemp("unit_tests") / built.path.name
    shutil.copy(built.path, path)
    return {one.node.name: (str(one.status), one.message) for one in dbt_project.run_unit_tests(path)}


def test_a_build_of_an_empty_year_gives_no_warning(built: Built):
    assert built.warnings == []


def test_a_build_of_an_empty_year_passes_every_node(built: Built):
    assert {name: status for name, status in built.results.items() if status not in ("success", "pass")} == {}
    assert "mart_kpi_values" in built.results


def test_every_unit_test_passes(unit_tests):
    assert {name: found for name, found in unit_tests.items() if found[0] != "pass"} == {}


def test_every_unit_test_ran(unit_tests):
    in_the_project = {one["name"] for one in dbt_project.manifest_json()["unit_tests"].values()}
    assert unit_tests.keys() == in_the_project


@pytest.mark.parametrize("words", PINNED.values(), ids=PINNED.keys())
def test_what_must_be_pinned_is(unit_tests, words):
    assert [name for name in unit_tests if all(word in name for word in words)]


def test_every_screened_model_is_accounted_for_and_compared_with_its_staged_rows():
    manifest = dbt_project.manifest_json()
    screened = {
        unique_id: set(node["depends_on"]["nodes"])
        for unique_id, node in manifest["nodes"].items()
        if node["name"].startswith("int_") and node["name"].endswith("__screened")
    }
    accounted = set(manifest["nodes"]["model.esg.int_rows__accounted"]["depends_on"]["nodes"])
    (compared,) = (
        set(node["depends_on"]["nodes"])
        for node in manifest["nodes"].values()
        if node["name"] == "screening_keeps_every_row_once"
    )
    assert screened.keys() <= accounted & compared
    assert all(parents & compared for parents in screened.values())


def test_every_topic_is_in_the_values_and_its_amounts_are_checked():
    read = reads()
    contributions = {name for name in read if name.endswith("__contributions")}
    assert contributions == read["every_contribution_has_an_amount"]
    marts = {"mart_" + name.removeprefix("int_").removesuffix("__contributions") for name in contributions}
    assert marts <= read["mart_kpi_values"]


def test_a_check_is_shown_at_a_model_that_its_test_reads():
    read = reads()
    for node in dbt_project.manifest_json()["nodes"].values():
        if node["resource_type"] == "test" and not node.get("attached_node"):
            shown_at = node["config"]["meta"].get("dagster", {}).get("ref", {}).get("name")
            assert shown_at in read[node["name"]] or len(read[node["name"]]) == 1, node["name"]


def reads() -> dict[str, set[str]]:
    """By model, seed or test, the names of what it reads."""
    return {
        node["name"]: {parent.split(".")[-1] for parent in node["depends_on"]["nodes"]}
        for node in dbt_project.manifest_json()["nodes"].values()
        if "nodes" in node["depends_on"]
    }
