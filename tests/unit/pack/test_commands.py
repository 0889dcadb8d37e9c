"""`esg attach` and `esg pack` at the command line: what they do to folder and ledger, and true exit statuses."""

from __future__ import annotations

import pytest
import yaml
from typer.testing import CliRunner

from dagster_project.cli import app
from dagster_project.demo.company_files import company_yml
from dagster_project.pack.registers import read_registers
from dagster_project.settings import settings_for
from dagster_project.signoff.ledger import ledger_file, read_ledger


@pytest.fixture
def company(tmp_path, monkeypatch):
    monkeypatch.setenv("ESG_DATA", str(tmp_path / "data"))
    folder = tmp_path / "company"
    folder.mkdir()
    (folder / "company.yml").write_text(yaml.safe_dump(company_yml()), encoding="utf-8")
    (tmp_path / "bill.txt").write_text("a bill", encoding="utf-8")
    return folder


def esg(company, *words):
    return CliRunner().invoke(app, [*words, "--company", str(company)])


def attach(company, to):
    bill = str(company.parent / "bill.txt")
    return esg(company, "attach", bill, "--year", "2023", "--to", to, "--note", "a bill", "--by", "A")


def test_attaching_writes_the_register_and_the_ledger(company):
    assert attach(company, "2023/electricity").exit_code == 0
    (row,) = read_registers(company, 2023).evidence
    (entry,) = read_ledger(ledger_file(settings_for(company)))
    assert (entry.kind, entry.year, entry.by) == ("evidence", 2023, "A")
    assert (entry.body["subject"], entry.body["sha256"]) == ("2023/electricity", row.sha256)


def test_what_cannot_be_attached_leaves_nothing(company):
    assert attach(company, "raw/2023/nothing.csv").exit_code == 1
    assert read_registers(company, 2023).evidence == ()
    assert read_ledger(ledger_file(settings_for(company))) == []


def test_a_year_that_was_never_run_is_not_packed(company):
    result = esg(company, "pack", "2023")
    assert result.exit_code == 1
    assert "esg run --year 2023" in result.output
    assert not (company / "packs" / "2023").exists()


def test_a_folder_that_holds_something_else_is_not_written_over(company):
    letters = company.parent / "letters"
    letters.mkdir()
    (letters / "letter.txt").write_text("dear", encoding="utf-8")
    result = esg(company, "pack", "2023", "--out", str(letters))
    assert result.exit_code == 1
    assert "--out" in result.output
    assert [path.name for path in letters.iterdir()] == ["letter.txt"]
