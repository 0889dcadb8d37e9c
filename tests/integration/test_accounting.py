"""Landed = used + excluded + quarantined, for every file of every run; a lost row stops the run."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from dagster_project import intake_border
from dagster_project.company import read_company
from dagster_project.gates.suites import publish_tables
from dagster_project.publish_border import judge_table
from dagster_project.settings import Settings
from dagster_project.warehouse.connection import warehouse
from tests.conftest import YEARS, run_years
from tests.integration.small_company import assert_only_the_old_draft, cut_down, put_old_draft

pytestmark = pytest.mark.slow


def query(path: Path, sql: str) -> list[tuple]:
    with warehouse(path, read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("year", YEARS)
def test_every_landed_row_of_every_file_is_used_or_excluded_by_name(run_company, year):
    settings = run_company.settings
    path = settings.warehouse(year)
    books = query(
        path, "select file_name, landed, used, excluded, quarantined from marts.mart_row_accounting"
    )
    for name, landed, used, excluded, quarantined in books:
        assert landed == used + excluded + quarantined, name
        assert quarantined == 0, name
    handed_in = {
        file.relative_to(settings.company_dir).as_posix()
        for file in settings.raw_dir(year).rglob("*")
        if file.is_file()
    }
    assert handed_in <= {book[0] for book in books}
    assert sum(book[1] for book in books) > 10_000


@pytest.mark.parametrize("year", YEARS)
def test_rows_that_landed_are_the_rows_of_the_file(run_company, year):
    """Counted here from the text of plain files, not by the reader that wrote the books."""
    settings = run_company.settings
    books = dict(query(settings.warehouse(year), "select file_name, landed_rows from raw.landed_files"))
    for part in ("培訓記錄", "離職台帳", "供應商主數據"):
        (file,) = settings.raw_dir(year).rglob(f"{part}*.csv")
        rows = list(csv.reader(file.read_text(encoding=_encoding(file)).splitlines()))
        filled = [row for row in rows if any(row)]
        assert books[file.relative_to(settings.company_dir).as_posix()] == len(filled) - 1


def _encoding(file: Path) -> str:
    try:
        file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


@pytest.mark.parametrize("year", YEARS)
def test_every_exclusion_names_a_rule_that_is_explained(run_company, year):
    path = run_company.settings.warehouse(year)
    excluded = query(path, "select contract, rule, rows from marts.mart_excluded_rows")
    assert excluded
    known = {rule for (rule,) in query(path, "select rule_id from reference.exclusion_rules")}
    assert {rule for _, rule, _ in excluded} <= known
    ((accounted,),) = query(path, "select sum(excluded) from marts.mart_row_accounting")
    assert sum(rows for _, _, rows in excluded) == accounted


def test_a_row_lost_between_the_file_and_raw_stops_the_run(made_up_company, tmp_path, monkeypatch):
    company = cut_down(made_up_company, tmp_path / "company")
    honest = intake_border.write_raw

    def losing(connection, contract, intake):
        honest(connection, contract, intake)
        if contract.id == "customers__complaints":
            connection.execute("delete from raw.customers__complaints where source_row = 4")

    monkeypatch.setattr(intake_border, "write_raw", losing)
    old = put_old_draft(Settings(company, tmp_path / "unused"))
    run = run_years(company, tmp_path / "data", [2022]).runs[2022]
    assert not run.passed
    said = "\n".join(run.stops)
    assert "Rows were lost at intake" in said
    assert "customers__complaints: raw/2022/客服/客訴台帳_2022.csv landed" in said
    assert_only_the_old_draft(old)


@pytest.mark.parametrize("lost", ["used = used - 1, difference = 1", "landed = landed + 1, difference = 1"])
def test_a_row_lost_in_the_models_fails_the_gate_of_the_accounts(run_company, tmp_path, lost):
    settings = Settings(run_company.settings.company_dir, tmp_path / "data")
    settings.year_dir(2023).mkdir(parents=True)
    shutil.copy(run_company.settings.warehouse(2023), settings.warehouse(2023))
    company = read_company(settings.company_dir)
    (accounts,) = [table for table in publish_tables() if table.suite == "mart_row_accounting"]
    assert judge_table(settings, company, 2023, accounts, "inputs").outcome == "passed"
    with warehouse(settings.warehouse(2023)) as connection:
        connection.execute(
            f"update marts.mart_row_accounting set {lost} where contract = 'hr__training_records'"
        )
    judgement = judge_table(settings, company, 2023, accounts, "inputs")
    assert judgement.outcome == "failed"
    assert "nothing_lost" in judgement.report or "Landed rows are not the sum" in judgement.report
