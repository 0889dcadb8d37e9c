"""The libraries of the locks: each with its licence, in the document and in a version's bill of materials."""

from __future__ import annotations

import json
import re

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from dagster_project.dependencies import LICENCES, PYTHON_LOCK, libraries, python_libraries, web_libraries
from dagster_project.sealing.sbom import sbom_text
from tests.licences import DOCUMENT, csv_text, document, is_copyleft, stated

LOCK = """\
duckdb==2.0.0 \\
    --hash=sha256:00
    # via
    #   dbt-duckdb
    #   esg-warehouse (pyproject.toml)
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:00
    # via pandas
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:00
    # via pandas
pytest==9.0.0 \\
    --hash=sha256:00
    # via esg-warehouse (pyproject.toml)
"""


def test_the_list_and_the_document_are_those_of_the_locks():
    """If this fails, a lock changed: `make licences`, and look at what is new."""
    assert LICENCES.read_text(encoding="utf-8") == csv_text(stated())
    assert DOCUMENT.read_text(encoding="utf-8") == document(libraries())


def test_every_line_of_the_lock_is_a_library():
    lock = PYTHON_LOCK.read_text(encoding="utf-8")
    assert len(python_libraries(lock)) == len(re.findall(r"^\S.*==", lock, re.MULTILINE)) > 100


def test_a_library_says_for_which_machines_it_is_and_who_asks_for_it():
    duckdb, old, new, pytest_ = python_libraries(LOCK)
    assert (duckdb.purl, duckdb.licence, duckdb.marker) == ("pkg:pypi/duckdb@2.0.0", "MIT", None)
    assert duckdb.asked_by == ("dbt-duckdb", "esg-warehouse")
    assert (old.version, old.marker) == ("2.4.6", "python_full_version < '3.12'")
    assert new.asked_by == ("pandas",)
    assert not duckdb.builds_only
    assert pytest_.builds_only


def test_a_library_without_a_licence_stops_it():
    with pytest.raises(KeyError, match="unheard-of"):
        python_libraries("unheard-of==1.0\n    # via esg-warehouse (pyproject.toml)\n")


def test_the_page_s_libraries_run_and_its_tools_build():
    package = {"version": "1.0", "license": "MIT"}
    lock = {"packages": {"": {"dependencies": {"a": "1"}, "devDependencies": {"@b/c": "1"}},
                         "node_modules/a": package, "node_modules/@b/c": package | {"dev": True}}}  # fmt: skip
    runs, builds = web_libraries(json.dumps(lock))
    assert (runs.builds_only, builds.builds_only) == (False, True)
    assert builds.purl == "pkg:npm/%40b/c@1.0"
    assert runs.asked_by == ("esg-warehouse",)


@pytest.mark.parametrize(
    ("licence", "answer"),
    [
        ("MIT", False),
        ("MPL-2.0", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("Artistic-1.0-Perl OR GPL-2.0-or-later", False),
        ("MIT AND OFL-1.1", True),
    ],
)
def test_copyleft_is_what_asks_whatever_one_chooses(licence, answer):
    assert is_copyleft(licence) is answer


@pytest.mark.slow
def test_the_bill_of_materials_is_as_cyclonedx_has_it_and_the_same_each_time():
    bill = sbom_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    assert bill == sbom_text()
    told = json.loads(bill)
    assert "timestamp" not in told["metadata"]
    assert {one["purl"] for one in told["components"]} == {one.purl for one in libraries()}
    assert all(one["licenses"] for one in told["components"])
    needs = {one["ref"]: one.get("dependsOn", []) for one in told["dependencies"]}
    assert "pkg:pypi/duckdb@2.0.0" in needs["esg-warehouse"]


@pytest.mark.slow
def test_another_lock_is_another_bill(monkeypatch, tmp_path):
    before = json.loads(sbom_text())["serialNumber"]
    other = tmp_path / "requirements.lock"
    other.write_text(LOCK, encoding="utf-8")
    monkeypatch.setattr("dagster_project.sealing.sbom.PYTHON_LOCK", other)
    assert json.loads(sbom_text())["serialNumber"] != before
