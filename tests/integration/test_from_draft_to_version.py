"""A small company's year by the Dagster jobs from draft to version, verified, rebuilt from what was landed.

What lands is encrypted, and a written answer names a person by hash; both keys are changed before the rebuild.
"""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import yaml
from dagster import AssetKey, DagsterInstance
from rich.console import Console
from typer.testing import CliRunner

from dagster_project import cli
from dagster_project.company import COMPANY_FILE
from dagster_project.definitions import build_definitions
from dagster_project.digests import file_digest
from dagster_project.figures.numbers import parse_printed
from dagster_project.gates.explanations import explanations_file
from dagster_project.intake import pseudonym, pseudonym_key
from dagster_project.intake.landing import MARK, change_landing_key
from dagster_project.intake.landing_keys import KEY_NAME
from dagster_project.progress import RunProgress
from dagster_project.retirement.retire import retire
from dagster_project.rotation import rotate
from dagster_project.run_events import FAULTS
from dagster_project.runs import company_instance
from dagster_project.sealing.laid_out import Evidence
from dagster_project.sealing.manifest import read_manifest
from dagster_project.sealing.rebuild import rebuild
from dagster_project.sealing.verify import publication_of, verify
from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.people import SIGN_OFF_FILE
from dagster_project.signoff.short import in_short
from dagster_project.spreadsheet_text import BEGINS_A_FORMULA
from dagster_project.year_state import STATE, tell_year_state
from tests.conftest import run_years
from tests.integration.small_company import cut_down, export

pytestmark = pytest.mark.slow

YEAR = 2022
FORMULA = '=HYPERLINK("http://192.0.2.1","x")'
"""What the company writes as its name and in an answer; see `test_no_cell_of_any_table_is_computed`."""
APPROVERS = ("hr", "facilities", "procurement", "committee_chair", "board_secretary")


@dataclass(frozen=True)
class Published:
    """A company whose year was published by the jobs, and what they told on the way."""

    settings: Settings
    instance: DagsterInstance
    refused: str
    states: list[str]

    @property
    def version(self) -> Path:
        return self.settings.releases_dir(YEAR) / "v1"


def answer_about_somebody(settings: Settings) -> None:
    """Take somebody's management level away, and answer the warning of it, which names the person by hash."""
    file = export(settings, "SuccessFactors", YEAR)
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    somebody = next(row for row in rows if not row["terminationDate"])
    somebody["managementLevel"] = ""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    person = pseudonym(somebody["userId"], "employee", pseudonym_key(settings))
    answer = {
        "rule": "publish/aud_people_references/post_not_told",
        "subject": f"post_not_told / {person}",
        "seen": f"found = {file.relative_to(settings.company_dir)}: no management level",
        "reason": FORMULA,
        "by": FORMULA,
        "on": "2023-01-20",
        "note": {"zh-Hant": FORMULA, "en": FORMULA},
        "at": ["headcount/total/total"],
    }
    answers = explanations_file(settings.company_dir, YEAR)
    others = yaml.safe_load(answers.read_text(encoding="utf-8"))
    answers.write_text(yaml.safe_dump([*others, answer], allow_unicode=True), encoding="utf-8")


@pytest.fixture(scope="module")
def published(made_up_company, tmp_path_factory):
    company = tmp_path_factory.mktemp("released") / "company"
    cut_down(made_up_company, company)
    shutil.copyfile(made_up_company / SIGN_OFF_FILE, company / SIGN_OFF_FILE)
    choices = yaml.safe_load((company / COMPANY_FILE).read_text(encoding="utf-8"))
    choices |= {"landed": "encrypted", "names": {"zh-Hant": FORMULA, "en": FORMULA}}
    (company / COMPANY_FILE).write_text(yaml.safe_dump(choices, allow_unicode=True), encoding="utf-8")
    data = tmp_path_factory.mktemp("data")
    answer_about_somebody(Settings(company, data / choices["id"]))
    settings = run_years(company, data, (YEAR,)).settings
    definitions = build_definitions(settings)

    with company_instance(settings) as instance:

        def job(name: str, by: str):
            step = {"submit": "submit_draft", "approve": "approve_draft", "publish": "publish_version"}[name]
            return definitions.resolve_job_def(name).execute_in_process(
                run_config={"ops": {step: {"config": {"by": by}}}},
                partition_key=str(YEAR),
                instance=instance,
                raise_on_error=False,
            )

        failure = (
            job("publish", "controller").get_step_failure_events()[0].step_failure_data.user_failure_data
        )
        assert failure is not None
        states = [in_short(settings, YEAR)]
        assert job("submit", "controller").success
        states.append(in_short(settings, YEAR))
        for by in APPROVERS:
            assert job("approve", by).success
        states.append(in_short(settings, YEAR))
        assert job("publish", "controller").success
        states.append(in_short(settings, YEAR))
        yield Published(settings, instance, str(failure.metadata[FAULTS].value), states)
    for folder in settings.releases_dir(YEAR).iterdir():
        folder.chmod(0o755)


def test_each_state_is_told_and_a_refusal_says_what_is_missing(published):
    assert "not in review" in published.refused
    draft, in_review, approved, done = published.states
    assert draft == "draft"
    assert in_review.startswith("in review: still Data owner, human resources")
    assert approved == "approved"
    assert done == "published v1"


def test_the_version_is_an_asset_with_its_files_and_the_hash_for_the_minutes(published):
    event = published.instance.get_latest_materialization_event(AssetKey(["release", "published"]))
    told = event.asset_materialization
    head = publication_of(published.version).hash
    assert told.partition == str(YEAR)
    assert told.metadata["hash for the minutes"].value == head
    assert told.metadata["approvals"].records[0].data["who"].startswith("沈可欣")
    assert f"/reports/{YEAR}/v1/appendix.pdf" in told.metadata["files"].value
    assert verify(published.version, head, published.settings.company_dir / "approvals/ledger.jsonl").is_whole


def test_the_years_at_a_glance_say_who_signed(published):
    tell_year_state(published.instance, published.settings, YEAR)
    tell_year_state(published.instance, published.settings, YEAR)
    record = published.instance.event_log_storage.get_asset_check_execution_history(STATE, limit=1)[0]
    metadata = record.event.dagster_event.event_specific_data.metadata
    assert metadata["years"].records[0].data["sign-off"] == "published v1"
    assert len(metadata["signatures"].records) == 1 + len(APPROVERS)


@pytest.mark.parametrize(
    "name",
    ["appendix.pdf", "appendix.xlsx", "appendix.html", "appendix.csv", "figures.parquet", "printed.json",
     "ledger.jsonl", "manifest.json", "publication.json"],
)  # fmt: skip
def test_a_version_of_which_one_file_was_touched_is_not_what_was_published(published, tmp_path, name):
    version = tmp_path / "v1"
    shutil.copytree(published.version, version)
    version.chmod(0o755)
    path = version / name
    path.chmod(0o644)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"2022", b"2021", 1) if b"2022" in data else data[:-1])
    try:
        assert not verify(version).is_whole
    except SignOffError as error:
        assert name in str(error)


def test_no_cell_of_any_table_is_computed(published, tmp_path, monkeypatch):
    """Of a version, of what commands write, of a pack; but for our own formulas in workbooks of the pack."""
    settings = published.settings
    monkeypatch.setenv("ESG_DATA", str(settings.data_dir.parent))
    evidence = tmp_path / "-evidence.pdf"
    evidence.write_bytes(b"made up")
    company = tmp_path / "company"
    shutil.copytree(settings.company_dir, company)
    told = ["--note", FORMULA, "--by", FORMULA, "--to", f"{YEAR}/headcount"]
    for asked in (
        ["attach", str(evidence), "--year", str(YEAR), *told],
        [
            "explain",
            f"{YEAR}/headcount",
            "--csv",
            str(tmp_path / "rows.csv"),
            "--xlsx",
            str(tmp_path / "rows.xlsx"),
        ],
        ["diff", "--year", str(YEAR), "--xlsx", str(tmp_path / "diff.xlsx")],
        ["pack", str(YEAR), "--out", str(tmp_path / "pack")],
    ):
        done = CliRunner().invoke(cli.app, [*asked, "--company", str(company)])
        assert done.exit_code == 0, done.output
    tables = [
        path
        for folder in (tmp_path, published.version)
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".csv", ".xlsx") and not path.is_relative_to(company / "raw")
    ]
    assert {path: found for path in tables if (found := computed(path))} == {}
    names = {path.name for path in tables}
    assert names >= {"published.csv", "notes.csv", "appendix.xlsx", "evidence.csv", "rows.xlsx", "diff.xlsx"}


@pytest.mark.parametrize("name", ["planted.csv", "planted.xlsx"])
def test_a_cell_that_is_computed_would_be_found(tmp_path, name):
    path = tmp_path / name
    if path.suffix == ".csv":
        path.write_text("a,b\n-5,-\n+1+2,x\n", encoding="utf-8")
        assert computed(path) == ["+1+2"]
        return
    book = openpyxl.Workbook()
    book.worksheets[0].append([-5, "x", FORMULA])
    book.save(path)
    assert computed(path) == [FORMULA]


def computed(path: Path) -> list[str]:
    """The cells of a table that a spreadsheet would compute; in a workbook of the pack none is of others' words."""
    if path.suffix == ".csv":
        rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        cells = [cell for row in rows for cell in row if cell.startswith(BEGINS_A_FORMULA)]
        return [cell for cell in cells if not is_figure(cell)]
    sheets = openpyxl.load_workbook(path).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    own = path.name.startswith(("assurance_pack_", "recalculation_"))
    return [
        str(cell.value)
        for cell in cells
        if (cell.data_type == "f" and (not own or "192.0.2.1" in str(cell.value)))
        or (cell.hyperlink is not None and "192.0.2.1" in str(cell.hyperlink.target))
    ]


def is_figure(cell: str) -> bool:
    try:
        parse_printed(cell)
    except ValueError:
        return False
    return True


def quiet() -> RunProgress:
    return RunProgress(Console(quiet=True))


def digests(*folders: Path) -> dict[Path, str]:
    return {path: file_digest(path) for folder in folders for path in folder.rglob("*") if path.is_file()}


def test_nothing_that_landed_is_plain_where_the_company_demands_it(published):
    kept = [path.read_bytes() for path in published.settings.landed_dir.iterdir()]
    assert len(kept) > 10
    assert all(data.startswith(MARK) for data in kept)


@pytest.fixture
def retired_with_other_keys(published, tmp_path, monkeypatch):
    """A copy of the company: originals retired, the key of hashes changed twice and that of landed files once."""
    settings = Settings(tmp_path / "company", tmp_path / "data" / published.settings.data_dir.name)
    monkeypatch.setenv("ESG_DATA", str(settings.data_dir.parent))
    shutil.copytree(published.settings.company_dir, settings.company_dir)
    shutil.copytree(published.settings.data_dir, settings.data_dir)
    choices = settings.company_dir / COMPANY_FILE
    choices.write_text(choices.read_text(encoding="utf-8") + "retention_years: 1\n", encoding="utf-8")
    inputs = read_manifest(settings.releases_dir(YEAR) / "v1").inputs
    exports = {name for name in inputs if name.startswith("raw/")}
    assert set(retire(settings, "A", date(YEAR + 2, 1, 1)).files) == exports
    for _ in range(2):
        assert rotate(settings, "A").translated == 1
    assert change_landing_key(settings.landed_dir) > 10
    yield settings
    for folder in settings.releases_dir(YEAR).iterdir():
        folder.chmod(0o755)


def test_a_rebuild_gives_the_same_bytes_also_from_copies_with_other_keys_and_touches_nothing(
    retired_with_other_keys,
):
    """Only hashes for reviewers are others, which is told and is no fault."""
    settings = retired_with_other_keys
    folders = (settings.company_dir, settings.data_dir)
    before = digests(*folders)
    asked = ["rebuild", str(settings.releases_dir(YEAR) / "v1")]
    done = CliRunner().invoke(cli.app, asked, env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    told = " ".join(done.output.split())
    manifest = read_manifest(settings.releases_dir(YEAR) / "v1")
    public = len(manifest.files) - 1
    assert f"{public} of {public} files are the same bytes" in told
    assert "contributions.parquet is the same but for the hashes of people: their key is another one" in told
    assert "in the place of retired originals, as the ledger says" in told
    assert digests(*folders) == before


def test_landed_files_that_are_gone_or_changed_are_told_at_once(published, tmp_path):
    landed = tmp_path / "landed"
    shutil.copytree(published.settings.landed_dir, landed)
    shutil.copyfile(published.settings.data_dir / KEY_NAME, tmp_path / KEY_NAME)
    (tmp_path / KEY_NAME).chmod(0o600)
    inputs = verify(published.version).manifest.inputs
    exports = [name for name in inputs if name.startswith("raw/")]
    (landed / inputs[exports[0]]).unlink()
    changed = landed / inputs[exports[1]]
    changed.chmod(0o600)
    changed.write_bytes(changed.read_bytes() + b"\n")
    with quiet() as progress, pytest.raises(SignOffError) as caught:
        rebuild(published.version, Evidence(landed, published.settings.pseudonym_key), progress)
    told = caught.value.faults
    assert any(exports[0] in fault and "missing" in fault for fault in told)
    assert any(exports[1] in fault and "changed" in fault for fault in told)
