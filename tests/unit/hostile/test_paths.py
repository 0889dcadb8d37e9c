"""Paths that lead out of the company folder: links, names that climb, names that are no text. None is followed."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from dagster_project import cli
from dagster_project.digests import tree_digest
from dagster_project.inputs import COMPANY_WIDE, OF_A_YEAR, company_files, inputs_fingerprint
from dagster_project.intake.files import refused
from dagster_project.lineage.figure_id import FigureId, FigureIdError
from dagster_project.sealing.contributions import same_but_for_hashes, table_of
from tests.unit.intake.company_folder import HEADING, ROWS, YEAR, CompanyFolder, text_table

SECRET = "of somebody else"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A file outside of the company folder."""
    path = tmp_path / "elsewhere" / "secret.csv"
    path.parent.mkdir()
    path.write_text(SECRET, encoding="utf-8")
    return path


def landed(folder: CompanyFolder) -> list[str]:
    kept = folder.settings.landed_dir
    return [path.read_text(encoding="utf-8") for path in kept.iterdir()] if kept.is_dir() else []


def good(folder: CompanyFolder) -> None:
    folder.put("roster.csv", text_table([HEADING, *ROWS]))


@pytest.mark.parametrize("name", ["link.csv", "人力/link.csv"])
def test_a_link_out_of_the_company_folder_is_refused_and_what_it_leads_to_is_never_kept(
    folder, elsewhere, name
):
    good(folder)
    link = folder.settings.raw_dir(YEAR) / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(elsewhere)
    (fault,) = folder.faults()
    assert f"raw/2023/{name}" in fault
    assert "leads out of the company folder" in fault
    assert "take it away" in fault
    assert SECRET not in landed(folder)
    assert SECRET not in fault


@pytest.mark.parametrize(
    ("target", "told"),
    [(".", "a link to a folder"), ("nowhere.csv", "a link to nothing"), ("../../..", "leads out")],
)
def test_a_link_whose_files_would_be_missed_in_silence_is_refused(folder, target, told):
    good(folder)
    (folder.settings.raw_dir(YEAR) / "more").symlink_to(target)
    (fault,) = folder.faults()
    assert told in fault


def test_a_year_s_folder_that_is_a_link_out_is_refused(folder, elsewhere):
    folder.settings.raw_dir(YEAR).rmdir()
    folder.settings.raw_dir(YEAR).symlink_to(elsewhere.parent)
    faults = folder.faults()
    assert any("raw/2023/secret.csv" in fault and "leads out" in fault for fault in faults)
    assert SECRET not in landed(folder)


def test_a_link_inside_the_company_folder_is_a_file(folder):
    (folder.settings.company_dir / "inbox").mkdir()
    kept = folder.settings.company_dir / "inbox" / "roster.csv"
    kept.write_text(text_table([HEADING, *ROWS]), encoding="utf-8")
    (folder.settings.raw_dir(YEAR) / "roster.csv").symlink_to(kept)
    assert len(folder.intake().frame) == 2


def test_a_pipe_is_no_file_and_is_not_waited_for(folder):
    good(folder)
    os.mkfifo(folder.settings.raw_dir(YEAR) / "pipe.csv")
    (fault,) = folder.faults()
    assert "neither a file nor a folder" in fault


@pytest.mark.parametrize("name", [b"a\nb.csv", b"a\x1b[31mb.csv", "名冊".encode("gbk") + b".csv"])
def test_a_name_that_is_no_text_is_refused_in_a_message_that_can_be_printed(folder, name):
    good(folder)
    path = os.fsencode(folder.settings.raw_dir(YEAR)) + b"/" + name
    Path(os.fsdecode(path)).write_text(text_table([HEADING, *ROWS]), encoding="utf-8")
    (fault,) = folder.faults()
    assert "signs that are no text" in fault
    assert fault.replace("\n", "").isprintable()
    fault.encode("utf-8")
    assert tree_digest([folder.settings.raw_dir(YEAR)], folder.settings.company_dir)


HANDED_IN = [
    "company.yml", "indicators.yml", "chapters.yml", "languages/pt.yml", "mappings/link.yml", "registers/link.csv",
    "published/link.csv", "evidence/link.pdf", "evidence/a/link.pdf", f"corrections/{YEAR}.yml",
    f"explanations/{YEAR}.yml", f"restatements/{YEAR}.yml",
]  # fmt: skip


def test_every_place_that_a_year_is_read_from_is_named_here():
    """So that a new one is tried as well."""
    places = {place.partition("/")[0] for place in HANDED_IN} | {"raw"}
    assert places == {*COMPANY_WIDE, *OF_A_YEAR, "raw"}


@pytest.mark.parametrize("name", HANDED_IN)
def test_a_link_out_of_any_place_that_a_year_is_read_from_is_refused_and_not_kept(folder, elsewhere, name):
    """What a version is made from is kept with it: a link would bring a file of somebody else there."""
    good(folder)
    link = folder.settings.company_dir / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere)
    told = refused(folder.settings, YEAR)
    assert [(fault.file, fault.found) for fault in told] == [
        (name, "a link that leads out of the company folder")
    ]
    assert name not in company_files(folder.settings, YEAR)


def test_a_folder_that_is_a_link_out_brings_nothing(folder, elsewhere):
    good(folder)
    (folder.settings.company_dir / "evidence").symlink_to(elsewhere.parent)
    (fault,) = folder.faults()
    assert "evidence/secret.csv" in fault
    assert "leads out of the company folder" in fault
    assert "evidence/secret.csv" not in company_files(folder.settings, YEAR)


@pytest.mark.parametrize("name", ["evidence", "raw/2023"])
def test_a_link_or_a_pipe_changes_what_a_year_is_read_from_and_is_not_waited_for(folder, elsewhere, name):
    """Else a draft would count as up to date, and nobody would be told."""
    good(folder)
    place = folder.settings.company_dir / name
    place.mkdir(exist_ok=True)
    found = [inputs_fingerprint(folder.settings, YEAR)]
    (place / "link.csv").symlink_to(elsewhere)
    found.append(inputs_fingerprint(folder.settings, YEAR))
    os.mkfifo(place / "pipe.csv")
    found.append(inputs_fingerprint(folder.settings, YEAR))
    (place / "nothing.csv").symlink_to("nowhere.csv")
    found.append(inputs_fingerprint(folder.settings, YEAR))
    assert len(set(found)) == 4
    elsewhere.write_text("another text")
    assert inputs_fingerprint(folder.settings, YEAR) == found[-1]


@pytest.mark.parametrize("pattern", ["../../elsewhere/*", "**/../../../elsewhere/*", "/etc/*"])
def test_a_mapping_that_climbs_out_claims_nothing_there(tmp_path, elsewhere, pattern):
    folder = CompanyFolder(tmp_path)
    folder.map(file=pattern)
    assert any("no file, though" in fault for fault in folder.faults())
    assert SECRET not in landed(folder)


@pytest.mark.parametrize("evidence", ["../elsewhere/secret.csv", "/etc/hostname", "link.pdf"])
def test_evidence_outside_of_the_company_folder_is_refused(folder, elsewhere, evidence):
    good(folder)
    (folder.settings.company_dir / "link.pdf").symlink_to(elsewhere)
    entry = {"file": f"raw/{YEAR}/roster.csv", "row": 2, "reason": "x", "rule": "x", "evidence": evidence}
    folder.correct(exclude=[entry])
    (fault,) = folder.faults()
    assert "outside the company folder" in fault


@pytest.mark.parametrize("folder", ["v[1]", "v*", "v?", "v'1", "kpi=*"])
def test_only_the_file_that_is_named_is_read_of_a_version(tmp_path, folder):
    for name in (folder, "v1", "kpi=a"):
        (tmp_path / name).mkdir(exist_ok=True)
        contributions(tmp_path / name / "one.parquet", name)
        contributions(tmp_path / name / "other.parquet", f"not {name}")
    with duckdb.connect() as connection:
        read = connection.sql(f"from {table_of(tmp_path / folder / 'one.parquet')}")
        assert read.columns == ["row_key", "row_digest"]
        assert read.fetchall() == [(folder, "d")]
    assert same_but_for_hashes(tmp_path / folder / "one.parquet", tmp_path / folder / "one.parquet")
    assert not same_but_for_hashes(tmp_path / folder / "one.parquet", tmp_path / folder / "other.parquet")


def contributions(path: Path, row_key: str) -> None:
    duckdb.sql("select ? as row_key, 'd' as row_digest", params=[row_key]).write_parquet(str(path))


@pytest.mark.parametrize(
    "name",
    ["2023/../../etc/passwd", "../2023/electricity", "2023/electricity/../x=y", "/etc/passwd", "2023/a'--"],
)
def test_no_figure_has_a_name_that_climbs_out(name):
    with pytest.raises(FigureIdError):
        FigureId.parse(name)


@pytest.mark.parametrize("command", ["explain", "trace"])
@pytest.mark.parametrize("asked", ["../../2023/secret.csv", "2023/../../elsewhere/secret.csv"])
def test_asking_for_a_path_that_climbs_out_opens_nothing(tmp_path, monkeypatch, elsewhere, command, asked):
    folder = CompanyFolder(tmp_path)
    folder.write_yaml("company.yml", folder.company.model_dump(mode="json", by_alias=True))
    monkeypatch.setenv("ESG_DATA", str(tmp_path / "data"))
    done = CliRunner().invoke(cli.app, [command, asked, "--company", str(folder.settings.company_dir)])
    assert done.exit_code == 1
    assert SECRET not in done.output
    assert "Traceback" not in done.output
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("given", [["ui", "--host", "0.0.0.0"], ["review", "--host", "0.0.0.0"]])
def test_no_option_lets_a_server_listen_to_other_machines(given):
    done = CliRunner().invoke(cli.app, given)
    assert done.exit_code == 2
    assert "No such option" in done.output
