"""`datapackage.json`: a validator that knows the standard accepts it, and it says what the files hold."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
from frictionless import Package, validate

from dagster_project.digests import file_digest
from dagster_project.publish.draft import write_draft
from dagster_project.publish.figures import SCHEMA
from tests.unit.publish.printed_values import CHAPTERS, REGISTRY, YEAR, Given, company, indices_of
from tests.unit.publish.test_files import given
from tests.unit.publish.test_kept_back import edition as kept_back_edition
from tests.unit.publish.test_kept_back import protection
from tests.unit.publish.test_kept_back import values as values_of_few_people

FILES = {
    "appendix": "appendix.csv",
    "notes": "notes.csv",
    "figures-json": "figures.json",
    "figures-parquet": "figures.parquet",
}


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release") / "draft"
    made = given()
    write_draft(folder, made.edition(documents=["Report 2022"]), made.values)
    return folder


def package_of(folder) -> dict:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def resources_of(folder) -> dict[str, dict]:
    return {resource["name"]: resource for resource in package_of(folder)["resources"]}


def faults_of(folder) -> list:
    return validate(str(folder / "datapackage.json")).flatten(["type", "message"])


def test_the_validator_accepts_every_row(draft):
    report = validate(str(draft / "datapackage.json"))
    assert report.flatten(["type", "message"]) == []
    figures = len(json.loads((draft / "figures.json").read_text(encoding="utf-8"))["figures"])
    lines = len(Given().lines())
    rows = {task.name: task.stats["rows"] for task in report.tasks}
    assert rows == {
        "appendix": lines, "notes": 8, "figures-json": figures, "figures-parquet": figures, "indicators": len(REGISTRY),
    }  # fmt: skip


@pytest.mark.slow
def test_chapters_and_indices_are_described_as_they_are(tmp_path):
    made = given(company=company(languages=["zh-Hant", "en"]), chapters=CHAPTERS)
    found = indices_of(made)
    write_draft(tmp_path / "draft", made.edition(indices=found), made.values)
    assert faults_of(tmp_path / "draft") == []
    report = validate(str(tmp_path / "draft" / "datapackage.json"))
    rows = {task.name: task.stats["rows"] for task in report.tasks}
    assert rows["chapters"] == len(made.chapter_lines())
    assert {f"index-{one.id}": rows[f"index-{one.id}"] for one in found} == {
        f"index-{one.id}": len(one.rows) for one in found
    }
    types = {
        one["name"]: one["type"] for one in resources_of(tmp_path / "draft")["index-gri"]["schema"]["fields"]
    }
    assert (types["verified"], types["title:en"]) == ("boolean", "string")
    path = tmp_path / "draft" / "index_gri.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",true,", ",perhaps,", 1), encoding="utf-8")
    assert "type-error" in {fault[0] for fault in faults_of(tmp_path / "draft")}


@pytest.mark.slow
def test_the_validator_accepts_figures_that_are_kept_back_or_missing(tmp_path):
    write_draft(tmp_path / "draft", kept_back_edition(protection()), values_of_few_people())
    assert faults_of(tmp_path / "draft") == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new", "kind"),
    [
        ("appendix.csv", "2,440", "2,441", "hash-count"),
        ("figures.json", '"status": "computed"', '"status": "guessed"', "constraint-error"),
        ("figures.json", '"numerator": "2440"', '"numerator": "many"', "type-error"),
        ("figures.json", '"kpi": "electricity"', '"kpi": "unheard_of"', "foreign-key"),
        ("figures.json", '"unit": "mwh"', '"unit": null', "constraint-error"),
    ],
)
def test_the_validator_names_what_the_files_no_longer_are(draft, tmp_path, name, old, new, kind):
    folder = shutil.copytree(draft, tmp_path / "draft")
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    assert kind in {fault[0] for fault in faults_of(folder)}


def test_each_file_has_its_sha256(draft):
    found = resources_of(draft)
    assert {name: found[name]["path"] for name in FILES} == FILES
    for name, file in FILES.items():
        assert found[name]["hash"] == f"sha256:{file_digest(draft / file)}"
    assert found["appendix"]["bytes"] == (draft / "appendix.csv").stat().st_size


def test_json_and_parquet_have_the_same_typed_columns(draft):
    found = resources_of(draft)
    columns = {name: found[name]["schema"]["fields"] for name in ("figures-json", "figures-parquet")}
    assert columns["figures-json"] == columns["figures-parquet"]
    types = {field["name"]: field["type"] for field in columns["figures-json"]}
    assert list(types) == SCHEMA.names
    assert (types["value"], types["year"], types["is_exact"], types["status"]) == (
        "number", "integer", "boolean", "string",
    )  # fmt: skip


def test_every_column_says_what_it_is(draft):
    for resource in resources_of(draft).values():
        assert all(len(field["description"]) > 10 for field in resource["schema"]["fields"])


def test_the_indicators_are_those_of_the_registry(draft):
    indicators = Package(str(draft / "datapackage.json")).get_table_resource("indicators")
    rows = {row["kpi"]: row for row in indicators.read_rows()}
    assert rows.keys() == REGISTRY.keys()
    for kpi_id, row in rows.items():
        kpi = REGISTRY[kpi_id]
        assert row["unit"] == kpi.unit.id
        for language in ("zh-Hant", "zh-Hans", "en"):
            assert row[f"name:{language}"] == kpi.names.in_language(language)
            assert row[f"unit_name:{language}"] == kpi.unit.names.in_language(language)
            assert row[f"definition:{language}"] == kpi.definition.in_language(language)


def test_it_says_that_the_draft_is_unpublished_and_the_data_made_up(draft, tmp_path):
    package = package_of(draft)
    assert "Unpublished draft" in package["description"]
    assert "Made-up data" in package["description"]
    assert package["madeUp"] is True
    assert "licenses" not in package
    assert package["sources"] == [{"title": "Report 2022"}]
    real = given(company=company(made_up=False))
    write_draft(tmp_path / "real", real.edition(), real.values)
    other = package_of(tmp_path / "real")
    assert "Made-up" not in other["description"]
    assert other["madeUp"] is False
    assert "sources" not in other


def test_it_tells_no_figure(draft, tmp_path):
    """Another figure changes the digests of the files, and nothing else that the package says."""
    made = given()
    first = made.values[0]
    made.values = [replace(first, row_count=7), *made.values[1:]]
    write_draft(tmp_path / "other", made.edition(documents=["Report 2022"]), made.values)
    packages = [package_of(folder) for folder in (draft, tmp_path / "other")]
    assert packages[0] != packages[1]
    for package in packages:
        for resource in package["resources"]:
            resource.pop("hash", None)
    assert packages[0] == packages[1]
    assert packages[0]["name"].endswith(str(YEAR))
