"""Later years take their comparatives from the version in force, whatever changed since, and only while it is whole."""

from __future__ import annotations

import csv

import pytest

from dagster_project import inputs
from dagster_project.company import read_company
from dagster_project.figures.values import Key
from dagster_project.intake import IntakeError, find_files, intake_contract
from dagster_project.intake_border import with_trusted_versions
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from dagster_project.sealing.verify import verify
from dagster_project.signoff.ledger import ledger_file
from tests.unit.publish.printed_values import YEAR, golden_column
from tests.unit.sealing.conftest import Sealing

CONTRACTS = load_contracts(SEEDS_DIR / "contracts")
PUBLISHED = "company__published_figures"


def taken_in(sealing: Sealing) -> dict[Key, str]:
    """What the next year's run takes in of figures that were published, with no mapping of the company."""
    settings, contract = sealing.settings, CONTRACTS[PUBLISHED]
    settings.raw_dir(YEAR + 1).mkdir(exist_ok=True)
    files = find_files(settings, read_company(settings.company_dir), [], YEAR + 1, CONTRACTS).of(PUBLISHED)
    rows = intake_contract(
        contract, with_trusted_versions(settings, YEAR + 1, files), settings, YEAR + 1
    ).frame
    return {
        Key(row["kpi_id"], row["dimension"], row["member"]): row["printed"] or "-"
        for row in rows.to_dict("records")
    }


def test_every_figure_comes_character_for_character_without_a_mapping(sealing: Sealing):
    sealing.published()
    assert taken_in(sealing) == golden_column(str(YEAR))


def test_it_names_the_version_as_its_document(sealing: Sealing):
    with (sealing.published().folder / "published.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["document"] for row in rows} == {"虛構科技集團 2023年度關鍵績效指標表 第1版"}
    assert {row["year"] for row in rows} == {str(YEAR)}


def test_a_factor_or_a_method_that_changed_since_changes_nothing_of_a_published_year(
    sealing: Sealing, monkeypatch
):
    folder = sealing.published().folder
    before, comparatives = {path.name: path.read_bytes() for path in folder.iterdir()}, taken_in(sealing)
    monkeypatch.setattr(inputs, "code_version", lambda: "other factors, other methods")
    sealing.draft({f"{YEAR}/ghg_scope2": "1"})
    assert taken_in(sealing) == comparatives
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert verify(folder, ledger=ledger_file(sealing.settings)).is_whole


@pytest.mark.parametrize("name", ["published.csv", "appendix.csv", "manifest.json", "ledger.jsonl"])
def test_a_version_that_was_touched_stops_the_year_after_it(sealing: Sealing, name):
    path = sealing.published().folder / name
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    with pytest.raises(IntakeError, match="is not what was published"):
        taken_in(sealing)


def test_a_version_without_its_figures_stops_the_year_after_it(sealing: Sealing):
    folder = sealing.published().folder
    folder.chmod(0o755)
    (folder / "published.csv").unlink()
    with pytest.raises(IntakeError, match=r"published\.csv is missing"):
        taken_in(sealing)


def test_a_version_that_the_ledger_does_not_have_stops_the_year_after_it(sealing: Sealing):
    sealing.published()
    ledger = ledger_file(sealing.settings)
    ledger.write_text(
        "".join(ledger.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8"
    )
    with pytest.raises(IntakeError, match="does not have this publication"):
        taken_in(sealing)


def test_elsewhere_the_figures_and_their_proof_suffice(sealing: Sealing):
    folder = sealing.published().folder
    folder.chmod(0o755)
    for path in folder.iterdir():
        if path.name not in ("published.csv", "manifest.json", "publication.json", "ledger.jsonl"):
            path.unlink()
    assert taken_in(sealing) == golden_column(str(YEAR))
