"""What makes a draft out of date, and what does not."""

from __future__ import annotations

import hashlib
import os

import pytest

from dagster_project.digests import files_below
from dagster_project.inputs import (
    CODE,
    company_files,
    draft_state,
    forget_draft,
    inputs_fingerprint,
    is_up_to_date,
    remember_draft,
)
from dagster_project.publish.html import BUILT, SCRIPT, STYLE
from dagster_project.settings import Settings

YEAR = 2023


@pytest.fixture
def settings(tmp_path):
    company = tmp_path / "company"
    (company / "raw" / str(YEAR)).mkdir(parents=True)
    (company / "company.yml").write_text("id: tiny\n", encoding="utf-8")
    (company / "raw" / str(YEAR) / "roster.csv").write_text("a\n1\n", encoding="utf-8")
    return Settings(company, tmp_path / "data" / "tiny")


@pytest.fixture
def draft(settings):
    folder = settings.draft_dir(YEAR)
    folder.mkdir(parents=True)
    (folder / "appendix.csv").write_text("figures\n", encoding="utf-8")
    digest = hashlib.sha256(b"figures\n").hexdigest()
    remember_draft(settings, YEAR, inputs_fingerprint(settings, YEAR), {"appendix.csv": digest})
    return folder / "appendix.csv"


def test_a_draft_of_the_same_inputs_is_up_to_date(settings, draft):
    assert is_up_to_date(settings, YEAR)


def test_a_year_that_a_run_has_begun_to_change_is_out_of_date(settings, draft):
    forget_draft(settings, YEAR)
    assert not is_up_to_date(settings, YEAR)
    forget_draft(settings, YEAR)


def test_touching_a_file_without_changing_it_changes_nothing(settings, draft):
    os.utime(settings.raw_dir(YEAR) / "roster.csv", (0, 0))
    assert is_up_to_date(settings, YEAR)


@pytest.mark.parametrize(
    "name", ["raw/2023/roster.csv", "company.yml", "registers/sites.csv", "corrections/2023.yml"]
)
def test_a_changed_or_new_input_makes_the_draft_out_of_date(settings, draft, name):
    path = settings.company_dir / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("changed\n", encoding="utf-8")
    assert not is_up_to_date(settings, YEAR)


def test_a_renamed_export_makes_the_draft_out_of_date(settings, draft):
    path = settings.raw_dir(YEAR) / "roster.csv"
    path.rename(path.with_name("people.csv"))
    assert not is_up_to_date(settings, YEAR)


def test_a_file_of_the_draft_that_was_edited_or_deleted_makes_it_out_of_date(settings, draft):
    draft.write_text("other figures\n", encoding="utf-8")
    assert not is_up_to_date(settings, YEAR)
    draft.unlink()
    assert not is_up_to_date(settings, YEAR)


def test_the_year_before_is_an_input_where_it_has_exports(settings, draft):
    before = settings.raw_dir(YEAR - 1)
    before.mkdir()
    (before / "roster.csv").write_text("a\n0\n", encoding="utf-8")
    assert not is_up_to_date(settings, YEAR)


def test_another_years_corrections_are_no_input(settings, draft):
    (settings.company_dir / "corrections").mkdir()
    (settings.company_dir / "corrections" / "2021.yml").write_text("x\n", encoding="utf-8")
    assert is_up_to_date(settings, YEAR)


def test_a_narrowed_draft_is_up_to_date_only_for_the_formats_that_it_has(settings, draft):
    digest = hashlib.sha256(b"figures\n").hexdigest()
    inputs = inputs_fingerprint(settings, YEAR)
    remember_draft(settings, YEAR, inputs, {"appendix.csv": digest}, ["xlsx", "pdf"])
    assert draft_state(settings, YEAR) == "narrowed"
    assert not is_up_to_date(settings, YEAR)
    assert is_up_to_date(settings, YEAR, ["csv", "html"])
    assert not is_up_to_date(settings, YEAR, ["csv", "pdf"])
    draft.write_text("other figures\n", encoding="utf-8")
    assert draft_state(settings, YEAR) == "out of date"
    assert not is_up_to_date(settings, YEAR, ["csv"])


def test_a_whole_draft_is_up_to_date_for_any_format(settings, draft):
    assert draft_state(settings, YEAR) == "up to date"
    assert is_up_to_date(settings, YEAR, ["pdf"])


def test_the_built_script_and_style_of_the_page_count_as_code():
    counted = {path for folder in CODE if folder.is_dir() for path in files_below(folder)}
    assert {BUILT / SCRIPT, BUILT / STYLE} <= counted


def seal(settings, year: int, version: str = "v1") -> None:
    folder = settings.releases_dir(year) / version
    folder.mkdir(parents=True)
    for name in ("published.csv", "printed.json", "manifest.json", "publication.json", "ledger.jsonl"):
        (folder / name).write_text(f"{name} of {year} {version}", encoding="utf-8")


def test_the_latest_version_of_an_earlier_year_is_an_input_and_no_version_of_its_own(settings):
    before = inputs_fingerprint(settings, YEAR)
    seal(settings, YEAR)
    assert inputs_fingerprint(settings, YEAR) == before
    seal(settings, YEAR - 1)
    seal(settings, YEAR - 1, "v2")
    assert inputs_fingerprint(settings, YEAR) != before
    named = [name for name in company_files(settings, YEAR) if name.startswith("releases/")]
    parts = ["ledger.jsonl", "manifest.json", "publication.json", "published.csv"]
    assert named == [f"releases/{YEAR - 1}/v2/{one}" for one in parts]


def test_a_version_that_is_restated_is_an_input_of_its_year_and_so_are_the_reasons(settings):
    seal(settings, YEAR)
    path = settings.company_dir / "restatements" / f"{YEAR}.yml"
    path.parent.mkdir()
    path.write_text("- of: v1\n  printed_in: new_version\n", encoding="utf-8")
    named = company_files(settings, YEAR)
    assert {f"restatements/{YEAR}.yml", f"releases/{YEAR}/v1/printed.json"} <= named.keys()
    before = inputs_fingerprint(settings, YEAR)
    seal(settings, YEAR, "v2")
    assert inputs_fingerprint(settings, YEAR) == before, (
        "its own publication does not make a draft out of date"
    )


def test_the_reasons_of_the_year_before_are_inputs_where_it_has_exports(settings):
    (settings.company_dir / "raw" / str(YEAR - 1)).mkdir()
    before = inputs_fingerprint(settings, YEAR)
    path = settings.company_dir / "restatements" / f"{YEAR - 1}.yml"
    path.parent.mkdir()
    path.write_text("- of: v1\n  printed_in: next_report\n", encoding="utf-8")
    assert inputs_fingerprint(settings, YEAR) != before
