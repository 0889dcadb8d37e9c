"""A published year from new data to its second version, and what the year after it prints of it meanwhile."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
import yaml
from typer.testing import CliRunner, Result

from dagster_project import cli
from dagster_project.company import COMPANY_FILE
from dagster_project.publish.restatements import restatements_file
from dagster_project.sealing.verify import verify
from dagster_project.settings import Settings, settings_for
from dagster_project.signoff.people import SIGN_OFF_FILE
from dagster_project.yaml_text import load_yaml
from tests.integration.small_company import cut_down, export

pytestmark = pytest.mark.slow

COMPLAINTS_ALONE = ("customers__complaints",)
PEOPLE = {
    "people": {"an": {"name": "An", "roles": ["preparer"]}, "bo": {"name": "Bo", "roles": ["board"]}},
    "approvals": ["board"],
}
FIRST_BY_ROW = "KS2022000000"
FILLED_IN = {
    "class": "error",
    "reason": {"zh-Hant": "漏計兩宗投訴", "en": "Two complaints were left out"},
    "by": "An",
    "on": "2024-05-02",
}
KNOWN_MAPPING = {
    "file": "known.csv",
    "from": "registers",
    "feeds": [{"contract": "company__known_differences"}],
}
KNOWN = (
    "年度,指標編號,維度,成員,刊載值,計算值,原因,英文原因\n"
    "2022,complaint_resolution_rate,total,total,100,86,刊發時投訴均已解決，其後一宗重開而未結,"
    "One was opened again\n"
)
Esg = Callable[..., Result]


@pytest.fixture(scope="module")
def settings(made_up_company, tmp_path_factory):
    """A company with one export and two years, that never published a report: no mapping for one either."""
    root = tmp_path_factory.mktemp("restatement")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESG_DATA", str(root / "data"))
        made = settings_for(cut_down(made_up_company, root / "company", COMPLAINTS_ALONE, (2022, 2023)))
        path = made.company_dir / COMPANY_FILE
        choices = yaml.safe_load(path.read_text(encoding="utf-8"))
        del choices["rightly_empty"][2023]
        path.write_text(yaml.safe_dump(choices, allow_unicode=True), encoding="utf-8")
        (made.company_dir / SIGN_OFF_FILE).write_text(yaml.safe_dump(PEOPLE), encoding="utf-8")
        yield made
    for version in made.releases_dir(2022).glob("v*"):
        version.chmod(0o755)


@pytest.fixture(scope="module")
def esg(settings) -> Esg:
    return lambda *arguments: CliRunner().invoke(
        cli.app, [*arguments, "--company", str(settings.company_dir)], env={"COLUMNS": "2000"}
    )


def done(esg: Esg, *arguments: str) -> str:
    result = esg(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def publish(esg: Esg) -> None:
    done(esg, "submit", "--year", "2022", "--by", "an")
    done(esg, "approve", "--year", "2022", "--by", "bo")
    done(esg, "publish", "--year", "2022", "--by", "an")


def printed(settings: Settings, year: int, kpi: str, of_year: int) -> str:
    """What a year's draft prints of a year."""
    with (settings.draft_dir(year) / "printed.json").open(encoding="utf-8") as file:
        return yaml.safe_load(file)["figures"][f"{year}/{kpi}"]["cells"][str(of_year)]["digits"]


def notes(settings: Settings, year: int) -> list[dict[str, str]]:
    path = settings.draft_dir(year) / "notes.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def new_data(settings: Settings) -> None:
    """The export is sent again: a ticket gone, two new, one open again, so that every row below has another number."""
    path = export(settings, "客訴", 2022)
    title, heading, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    (gone,) = [row for row in rows if row.startswith(FIRST_BY_ROW)]
    rows.remove(gone)
    rows.insert(0, "KS2022009001,2022-06-01,熱線,示範信貸系統,是,2022-06-03,已解決並回訪")
    rows.append("KS2022009002,2022-06-02,熱線,示範信貸系統,是,,")
    path.write_text("\n".join([title, heading, *rows]) + "\n", encoding="utf-8-sig")
    for name, content in {
        "mappings/known.yml": yaml.safe_dump(KNOWN_MAPPING),
        "registers/known.csv": KNOWN,
    }.items():
        file = settings.company_dir / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")


def test_from_new_data_to_a_second_version(settings: Settings, esg: Esg):
    done(esg, "run", "--year", "2022")
    publish(esg)
    first = settings.releases_dir(2022) / "v1"
    as_published = {path.name: path.read_bytes() for path in first.iterdir()}
    assert printed(settings, 2022, "complaints", 2022) == "6"

    # New data, restated in the next report: that figure is marked, the other comparative stays as it was published.
    new_data(settings)
    path = restatements_file(settings.company_dir, 2022)
    entry = {"of": "v1", "printed_in": "next_report", "figures": ["complaints"]} | FILLED_IN
    path.parent.mkdir()
    path.write_text(yaml.safe_dump([entry], allow_unicode=True), encoding="utf-8")
    done(esg, "run", "--year", "2023")
    assert printed(settings, 2023, "complaints", 2022) == "7"
    assert printed(settings, 2023, "complaint_resolution_rate", 2022) == "100"
    (note,) = notes(settings, 2023)
    assert (note["number"], note["written_by"], note["figures"]) == ("R1", "restated", "2022/complaints")
    assert "Version 1 of 2022 printed 6. Two complaints were left out" in note["text:en"]

    # The published year itself is not handed in before each figure that changed has a reason.
    told = done(esg, "diff", "--year", "2022", "--rows")
    assert "2 new, 1 gone" in told
    assert "ticket_no KS2022009001" in told and f"ticket_no {FIRST_BY_ROW}" in told
    assert "KS2022000001" not in told, "a row that only has another number moved nothing"
    refused = esg("submit", "--year", "2022", "--by", "an")
    assert refused.exit_code == 1
    assert "(complaints) was 6 in v1 and is 7 now" in refused.output
    assert "(complaint_resolution_rate) was 100 in v1" in refused.output
    assert esg("restate", "--year", "2022", "--draft").exit_code == 1
    _, drafted = load_yaml(path.read_text(encoding="utf-8"))
    assert (drafted["printed_in"], drafted["figures"]) == ("new_version", ["complaint_resolution_rate"])

    # Restated in a new version: marked, approved, sealed; the first one is untouched.
    del drafted["figures"]
    path.write_text(yaml.safe_dump([drafted | FILLED_IN], allow_unicode=True), encoding="utf-8")
    done(esg, "run", "--year", "2022")
    assert {note["figures"] for note in notes(settings, 2022)} == {
        "2022/complaints",
        "2022/complaint_resolution_rate",
    }
    publish(esg)
    assert {path.name: path.read_bytes() for path in first.iterdir()} == as_published
    assert verify(first).is_whole
    second = verify(settings.releases_dir(2022) / "v2")
    assert second.is_whole
    assert second.manifest.supersedes == "v1"
    assert [one["class"] for one in second.manifest.restatements] == ["error"]
    assert "2022: nothing changed" in done(esg, "run", "--year", "2022")
    assert "State: published (v2)" in done(esg, "sign-off", "--year", "2022")
    stated = (second.folder / "published.csv").read_text(encoding="utf-8")
    assert "2022,complaints,total,total,7," in stated
