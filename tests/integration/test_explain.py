"""Any figure back to the rows of the files it came from, and any file or row to the figures that it touches."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal

import openpyxl
import pytest
from typer.testing import CliRunner

from dagster_project import cli
from dagster_project.company import read_company
from dagster_project.lineage.figure_id import FigureId, FigureIdError
from dagster_project.lineage.passport import Passport, read_passport
from dagster_project.lineage.rows import Contribution, rows_of_file, sample
from dagster_project.lineage.trace import TraceError, trace
from dagster_project.publish.values import Key, read_values
from dagster_project.registry.kpis import load_kpis
from dagster_project.warehouse.connection import warehouse

YEAR = 2023
REGISTRY = load_kpis()
MEN_WHO_LEFT = "2023/turnover_rate/gender=male"


@pytest.mark.parametrize("text", ["2023/electricity", MEN_WHO_LEFT])
def test_a_figures_name_is_read_and_written_alike(text):
    assert str(FigureId.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["electricity", "2023/turnover_rate/gender", "23/electricity", "2023/a/b=c=d"]
)
def test_what_names_no_figure_is_told_how_to(text):
    with pytest.raises(FigureIdError, match="2023/electricity"):
        FigureId.parse(text)


def row(number: int, amount: str) -> Contribution:
    return Contribution(
        Key("paper", "total", "total"), "numerator", Decimal(amount), str(number), "f", None, number, None
    )


def test_a_sample_is_the_same_for_the_same_seed_and_keeps_the_order():
    rows = [row(number, "1") for number in range(200)]
    drawn = sample(rows, 25, 7, by_amount=False)
    assert drawn == sample(rows, 25, 7, by_amount=False)
    assert len(drawn) == 25
    assert [one.source_row for one in drawn] == sorted(one.source_row for one in drawn)
    assert drawn != sample(rows, 25, 8, by_amount=False)
    assert sample(rows, 500, 7, by_amount=False) == rows


def test_a_sample_by_amount_holds_every_row_as_large_as_its_interval():
    rows = [row(number, "1") for number in range(100)] + [row(100, "-900")]
    for seed in range(20):
        drawn = sample(rows, 10, seed, by_amount=True)
        assert rows[-1] in drawn
        assert len(drawn) <= 10
        assert max(Counter(one.row_id for one in drawn).values()) == 1
    small = [one.row_id for seed in range(20) for one in sample(rows, 10, seed, by_amount=True)[:-1]]
    assert small, "small rows have a chance too"


@pytest.fixture(scope="module")
def connection(run_company):
    with warehouse(run_company.settings.warehouse(YEAR), read_only=True) as connection:
        yield connection


def passport(connection, run_company, figure: str) -> Passport:
    return read_passport(
        connection, FigureId.parse(figure), REGISTRY, read_company(run_company.settings.company_dir)
    )


@pytest.mark.slow
def test_the_rows_of_every_figure_add_up_to_it(connection, run_company):
    for value in read_values(connection):
        found = passport(connection, run_company, str(FigureId(YEAR, value.key)))
        assert found.adds_up, found.figure
        assert sum(share.rows for share in found.shares) == len(found.rows)
        assert all(one.file_name for one in found.rows), found.figure


@pytest.mark.slow
def test_a_passport_holds_formula_files_checks_and_history(connection, run_company):
    found = passport(connection, run_company, MEN_WHO_LEFT)
    assert (found.formula, found.printed) == ("595 / 2176 x 100 = 27.34375", "27")
    assert found.moved == "36 → 27"
    assert found.findings[0].answer
    assert {"raw/2023/人力/離職台帳_2023.csv"} < {share.file_name for share in found.shares}
    assert {"second_job", "transfer_inside_boundary"} <= {one.rule for one in found.exclusions}
    assert {one.outcome for one in found.checks} == {"passed"}
    assert "mart_turnover" in {one.suite for one in found.checks}


@pytest.mark.slow
def test_emissions_name_the_factor_with_its_document(connection, run_company):
    (factor,) = passport(connection, run_company, "2023/ghg_scope2").factors
    assert factor.value * factor.kwh == passport(connection, run_company, "2023/ghg_scope2").value.numerator
    assert factor.document


@pytest.mark.slow
def test_a_figure_that_is_not_there_names_those_that_are(connection, run_company):
    with pytest.raises(FigureIdError, match="gender=female"):
        passport(connection, run_company, "2023/turnover_rate")
    with pytest.raises(FigureIdError, match="electricity"):
        passport(connection, run_company, "2023/electricty")


@pytest.mark.slow
def test_a_row_leads_back_to_the_figures_that_it_is_in(connection, run_company):
    for figure in (MEN_WHO_LEFT, "2023/nonhazardous_waste", "2023/suppliers_assessed"):
        one = passport(connection, run_company, figure).rows[0]
        touched = trace(connection, YEAR, one.file_name, one.source_row).touched
        assert figure in {str(it.figure) for it in touched}


@pytest.mark.slow
def test_a_row_that_counts_nowhere_says_by_which_rule(connection):
    (source_file, source_row, rule), *_ = connection.execute(
        "select source_file, source_row, exclusion_rule from intermediate.int_separations__screened "
        "where exclusion_rule = 'withdrawn_separation'"
    ).fetchall()
    ((name,),) = connection.execute(
        "select file_name from raw.landed_files where source_file = ?", [source_file]
    ).fetchall()
    found = trace(connection, YEAR, name, source_row)
    assert ("excluded", rule) in {(fate.outcome, fate.why) for fate in found.fates}
    assert rows_of_file(connection, source_file, source_row) == []
    with pytest.raises(TraceError, match="has no row"):
        trace(connection, YEAR, name, 999_999)
    with pytest.raises(TraceError, match="These did"):
        trace(connection, YEAR, "raw/2023/none.csv")


@pytest.mark.slow
def test_the_commands_answer_and_export_what_they_show(run_company, tmp_path, monkeypatch):
    settings = run_company.settings
    monkeypatch.setenv("ESG_DATA", str(settings.data_dir.parent))
    monkeypatch.setenv("COLUMNS", "250")

    def esg(*arguments: object):
        folder = ["--company", str(settings.company_dir)]
        return CliRunner().invoke(cli.app, [*map(str, arguments), *folder])

    shown = esg("explain", MEN_WHO_LEFT, "--export", tmp_path / "rows.csv")
    assert shown.exit_code == 0
    assert "595 / 2176 x 100" in shown.output
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert sum(Decimal(one["amount"]) for one in rows if one["role"] == "numerator") == 595
    assert esg("explain", "2023/paper", "--sample", 5, "--export", tmp_path / "rows.xlsx").exit_code == 0
    sheet = openpyxl.load_workbook(tmp_path / "rows.xlsx").worksheets[0]
    assert 1 < sheet.max_row <= 6
    assert esg("trace", rows[0]["file"], "--row", rows[0]["row"]).exit_code == 0
    assert esg("explain", "2023/nothing").exit_code == 1
    assert esg("trace", "raw/2023/none.csv").exit_code == 1
