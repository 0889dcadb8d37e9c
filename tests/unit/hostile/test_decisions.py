"""What the program keeps of a company, written by somebody else: nothing elsewhere is deleted or written for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from dagster_project.intake.landing import LandingError, read_landed
from dagster_project.locking import writer_lock
from dagster_project.retired import read_register
from dagster_project.settings import Settings
from dagster_project.successors import read_successors

ROTATION = {"key": None, "id": "a", "before": "b", "by": "x", "successors": {}, "copies": {}, "years": []}
RETIREMENT = {"by": "x", "files": {}, "found": {}}
HASH, SHA256 = "0" * 32, "0" * 64


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "company", tmp_path / "data" / "acme")
    for folder in (made.company_dir, made.landed_dir, tmp_path / "elsewhere"):
        folder.mkdir(parents=True)
    (tmp_path / "elsewhere" / "thesis.doc").write_text("years of work", encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("name", "decision"),
    [
        ("rotation.json", ROTATION | {"years": ["../../elsewhere"]}),
        ("rotation.json", ROTATION | {"years": ["{elsewhere}"]}),
        ("rotation.json", ROTATION | {"copies": {"{elsewhere}/thesis.doc": SHA256}}),
        ("rotation.json", ROTATION | {"copies": {"../../../elsewhere/thesis.doc": SHA256}}),
        ("rotation.json", ROTATION | {"successors": {HASH: "x'\n- rule: forged"}}),
        ("rotation.json", ROTATION | {"key": "../../elsewhere"}),
        ("retirement.json", RETIREMENT | {"found": {SHA256: "../../../elsewhere/thesis.doc"}}),
        ("retirement.json", RETIREMENT | {"found": {"x": SHA256}}),
    ],
)
def test_a_decision_that_names_something_else_is_refused_whole(settings: Settings, name: str, decision: dict):
    elsewhere = settings.data_dir.parents[1] / "elsewhere"
    kept = settings.data_dir / name
    kept.write_text(json.dumps(decision).replace("{elsewhere}", elsewhere.as_posix()), encoding="utf-8")
    with pytest.raises(ValidationError), writer_lock(settings, print):
        pytest.fail("what was cut off is not finished")
    assert (elsewhere / "thesis.doc").is_file()
    assert kept.is_file()


def test_hashes_that_are_none_are_not_followed(tmp_path: Path):
    path = tmp_path / "pseudonyms.json"
    path.write_text(json.dumps({HASH: "x'\n- rule: forged"}), encoding="utf-8")
    with pytest.raises(ValidationError):
        read_successors(path)


def test_a_register_that_leads_to_another_file_is_none(tmp_path: Path):
    path, entry = tmp_path / "retired.json", {
        "copied_to": "../pseudonym.key", "name": "raw/2023/a.csv", "bytes": 1, "encoding": "utf-8", "separator": ",",
        "landed_at": "2024-01-01T00:00:00+00:00", "retired_on": "2030-01-01T00:00:00+00:00",
    }  # fmt: skip
    path.write_text(json.dumps({SHA256: entry}), encoding="utf-8")
    with pytest.raises(ValidationError):
        read_register(path)


@pytest.mark.parametrize(
    "digest", ["/dev/zero", "../pseudonym.key", "", ".", "0" * 63, "0" * 65, SHA256 + "\n"]
)
def test_what_is_no_sha256_is_not_opened_among_the_landed_files(settings: Settings, digest: str):
    with pytest.raises(LandingError, match="is no sha256"):
        read_landed(digest, settings.landed_dir)
