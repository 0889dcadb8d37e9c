"""Any figure back to the rows of the files it came from, and any file or row to the figures that it touches."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from decimal import Decimal

import openpyxl
import pytest
from typer.testing import CliRunner

from dagster_project import cli
from dagster_project.company import Company, read_company
from dagster_project.demo.company_files import company_yml
from dagster_project.demo.indicators import indicators_yml
from dagster_project.digests import file_digest
from dagster_project.figures.numbers import plain
from dagster_project.figures.values import read_values
from dagster_project.lineage.figure_id import FigureId, FigureIdError
from dagster_project.lineage.left_out import rows_left_out, screened_model
from dagster_project.lineage.listing import inputs_of
from dagster_project.lineage.passport import Passport, read_passport, topic_of
from dagster_project.lineage.rows import (
    CONTRIBUTIONS,
    Contribution,
    Part,
    draw_by_amount,
    draw_places,
    parts_of_figure,
    rows_of_figure,
    sample_of_figure,
    topics,
)
from dagster_project.lineage.trace import TraceError, trace
from dagster_project.project import PROJECT_ROOT
from dagster_project.registry.kpis import company_kpis
from dagster_project.warehouse.connection import warehouse
from tests.conftest import YEARS

YEAR = 2023
REGISTRY = company_kpis(Company.model_validate(company_yml() | {"indicators": indicators_yml()}))
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


def part(number: int, amount: str) -> Part:
    return Part("numerator", Decimal(amount), str(number), "sha", number, "f")


def test_a_sample_is_the_same_for_the_same_seed_and_keeps_the_order():
    parts = [part(number, "1") for number in range(200)]
    for drawn, other in (
        (draw_places(200, 25, 7), draw_places(200, 25, 8)),
        (
            [one.source_row for one in draw_by_amount(parts, 25, 7)],
            [one.source_row for one in draw_by_amount(parts, 25, 8)],
        ),
    ):
        assert len(set(drawn)) == 25
        assert drawn == sorted(drawn)
        assert drawn != other
    assert draw_places(200, 25, 7) == draw_places(200, 25, 7)
    assert draw_places(200, 500, 7) == list(range(1, 201))
    assert draw_by_amount(parts, 25, 7) == draw_by_amount(parts, 25, 7)
    assert draw_by_amount(parts, 500, 7) == parts


def test_a_sample_by_amount_holds_every_row_as_large_as_its_interval():
    parts = [part(number, "1") for number in range(100)] + [part(100, "-900")]
    for seed in range(20):
        drawn = draw_by_amount(parts, 10, seed)
        assert parts[-1] in drawn
        assert len(drawn) <= 10
        assert max(Counter(one.row_id for one in drawn).values()) == 1
    small = [one.row_id for seed in range(20) for one in draw_by_amount(parts, 10, seed)[:-1]]
    assert small, "small rows have a chance too"


@pytest.fixture(scope="module")
def connection(run_company):
    with warehouse(run_company.settings.warehouse(YEAR), read_only=True) as connection:
        yield connection


def passport(connection, run_company, figure: str) -> Passport:
    return read_passport(
        connection, FigureId.parse(figure), REGISTRY, read_company(run_company.settings.company_dir)
    )


def rows_of(connection, found: Passport) -> list[Contribution]:
    return rows_of_figure(connection, topic_of(found.kpi), found.figure.key, found.kpi.possible_exports)


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
def test_the_rows_of_every_figure_of_either_year_add_up_to_it(run_company, year):
    company = read_company(run_company.settings.company_dir)
    with warehouse(run_company.settings.warehouse(year), read_only=True) as connection:
        values = read_values(connection)
        assert {(value.kpi_id, value.dimension, value.member) for value in values} == {
            (kpi.id, *member) for kpi in REGISTRY.values() for member in kpi.members()
        }
        for value in values:
            found = read_passport(connection, FigureId(year, value.key), REGISTRY, company)
            rows = parts_of_figure(connection, topic_of(found.kpi), value.key)
            assert found.adds_up, found.figure
            for role, stated in (("numerator", value.numerator), ("denominator", value.denominator)):
                assert sum(one.amount for one in rows if one.role == role) == (stated or 0), found.figure
            assert sum(share.rows for share in found.shares) == len(rows)
            assert all(one.file_name for one in rows), found.figure


@pytest.mark.slow
def test_a_figure_whose_rows_do_not_add_up_is_told(copy, run_company):
    copy.execute(
        "update marts.mart_kpi_values set numerator = numerator + 0.0000000001 where kpi_id = 'paper'"
    )
    assert not passport(copy, run_company, "2023/paper").adds_up
    assert passport(copy, run_company, "2023/water").adds_up


IN_NO_FIGURE = {
    "hr__employees": "select row_id from core.fct_employees_at_year_end where as_of = 'opening'",
    "hr__employments": "select row_id from core.fct_employees_at_year_end where as_of = 'opening'",
    "hr__movements": "select row_id from intermediate.int_movements__screened where exclusion_rule is null",
    "hr__training_records": "select row_id from core.fct_training where course_category <> 'career_development'",
    "procurement__supplier_assessments": "select row_id from core.fct_supplier_assessments where not is_first_of_year",
    "procurement__supplier_terminations": "select row_id from core.fct_supplier_terminations "
    "where not is_first_of_year",
    "procurement__suppliers": "select row_id from raw.procurement__suppliers where registration_no in "
    "(select registration_no from core.fct_suppliers)",
}
"""Rows that count and stand in no figure: of the export that only judges others, of last year's end, repeated ones,
suppliers that are not new, and other codes of a supplier."""


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
def test_rows_of_figures_and_rows_left_out_account_for_every_row_of_an_export(run_company, year):
    with warehouse(run_company.settings.warehouse(year), read_only=True) as connection:

        def ids(query: str) -> set[str]:
            return {row_id for (row_id,) in connection.execute(query).fetchall()}

        in_figures = " union ".join(
            f"select row_id from intermediate.{CONTRIBUTIONS.format(topic=topic)}"
            for topic in topics(connection)
        )
        landed = connection.execute(
            "select contract, sum(landed_rows) from raw.landed_files group by contract order by contract"
        ).fetchall()
        exports = [(export, rows) for export, rows in landed if screened_model(connection, export)]
        assert len(exports) == 19
        for export, rows in exports:
            in_raw = ids(f'select row_id from raw."{export}"')
            left_out = {one.row_id for one in rows_left_out(connection, [export])}
            counted = in_raw & ids(in_figures)
            aside = in_raw - left_out - counted
            assert not counted & left_out, export
            assert rows == len(left_out) + len(counted) + len(aside), export
            assert aside <= (ids(IN_NO_FIGURE[export]) if export in IN_NO_FIGURE else set()), export


@pytest.mark.slow
def test_a_passport_holds_formula_files_checks_and_history(connection, run_company):
    found = passport(connection, run_company, MEN_WHO_LEFT)
    assert found.computed_again == "595 / 2176; no difference"
    assert found.movement.startswith("-9\nmoved = 36 → 27: ")
    assert (found.formula, found.printed) == ("595 / 2176 x 100 = 27.34375", "27")
    assert found.moved == "36 → 27"
    assert found.findings[0].answer
    assert {"raw/2023/人力/離職台帳_2023.csv"} < {share.file_name for share in found.shares}
    assert {"second_job", "transfer_inside_boundary"} <= {one.rule for one in found.exclusions}
    assert {one.outcome for one in found.checks} == {"passed"}
    assert "mart_turnover" in {one.suite for one in found.checks}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("figure", "file"),
    [
        ("2023/ghg_scope2", "seeds/reference/emission_factors.csv"),
        ("2023/hazardous_waste", "registers/unit_weights.csv"),
        ("2023/paper", "seeds/reference/units.csv"),
    ],
)
def test_a_factor_is_an_input_with_its_file_and_row(connection, run_company, figure, file):
    found = passport(connection, run_company, figure)
    assert found.factors
    folder = PROJECT_ROOT if file.startswith("seeds") else run_company.settings.company_dir
    lines = (folder / file).read_text(encoding="utf-8-sig").splitlines()
    for factor in found.factors:
        assert factor.file_name == file
        assert file_digest(folder / file) == factor.source_file
        assert factor.source_row
        assert factor.factor_id in lines[factor.source_row - 1]
        assert plain(factor.value) in lines[factor.source_row - 1]
    rows = rows_of(connection, found)
    assert {one.factor for one in rows} - {None} == {str(factor) for factor in found.factors}


@pytest.mark.slow
def test_emissions_are_the_factor_times_the_electricity_of_each_row(connection, run_company):
    found = passport(connection, run_company, "2023/ghg_scope2")
    (factor,) = found.factors
    assert factor.document
    assert factor.value * factor.quantity == found.value.numerator
    kwh = {
        one.row_id: one.amount
        for one in rows_of(connection, passport(connection, run_company, "2023/electricity"))
    }
    for one in rows_of(connection, found):
        assert one.amount == kwh[one.row_id] * factor.value


@pytest.mark.slow
def test_a_row_is_named_by_its_key_and_a_person_by_a_hash_only(connection, run_company):
    bills = rows_of(connection, passport(connection, run_company, "2023/electricity"))
    assert all("bill_no " in (one.row_key or "") for one in bills)
    people = rows_of(connection, passport(connection, run_company, MEN_WHO_LEFT))
    assert all(re.search(r"employee_no [0-9a-f]{32}(,|$)", one.row_key or "") for one in people)
    assert all(re.fullmatch(r"[0-9a-f]{64}", one.source_file) for one in people)


@pytest.mark.slow
def test_a_row_that_a_rule_left_out_is_an_input_with_the_rule(connection, run_company):
    found = passport(connection, run_company, "2023/electricity")
    left_out = rows_left_out(connection, found.kpi.possible_exports)
    listed = [one for one in inputs_of(found, [], left_out) if one.role == "excluded"]
    counted = Counter(one.rule for one in listed)
    assert counted == {one.rule: one.rows for one in found.exclusions}
    assert counted["register_of_a_total"]
    assert all(one.why and one.file and one.row and one.amount is None for one in listed)
    assert all("bill_no " in (one.row_key or "") for one in listed if one.rule != "footnote")


@pytest.fixture
def copy(run_company, tmp_path):
    """A copy of the year's warehouse that a test may change."""
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(run_company.settings.warehouse(YEAR), path)
    with warehouse(path) as connection:
        yield connection


@pytest.mark.slow
def test_a_corrected_cell_is_told_from_what_to_what_with_its_evidence(copy, run_company):
    row_id, source_file, source_row = copy.execute(
        "select row_id, source_file, source_row from raw.procurement__paper_orders order by source_row limit 1"
    ).fetchall()[0]
    copy.execute(
        "insert into raw.corrected_cells by name select 'procurement__paper_orders' as contract, ? as row_id, "
        "'orders.csv' as file_name, ? as source_file, ? as source_row, 'quantity' as column_name, "
        "'400' as old_value, '40' as new_value, 'A nought too many' as reason, 'B. Chan' as decided_by, "
        "'2024-01-15' as decided_on, 'evidence/note.pdf' as evidence, 'ab12' as evidence_sha256",
        [row_id, source_file, source_row],
    )
    found = passport(copy, run_company, "2023/paper")
    (cell,) = found.corrections
    assert (cell.old, cell.new, cell.decided_by, cell.evidence) == (
        "400",
        "40",
        "B. Chan",
        "evidence/note.pdf",
    )
    assert [share.corrected for share in found.shares] == [1]
    (row,) = [one for one in rows_of(copy, found) if one.corrected]
    assert (row.row_id, row.corrected) == (row_id, "quantity: 400 -> 40")
    (name,) = {share.file_name for share in found.shares}
    (fate,) = [one for one in trace(copy, YEAR, name, source_row).fates if one.outcome == "corrected"]
    assert "400 -> 40 (A nought too many; B. Chan, 2024-01-15; evidence/note.pdf)" in fate.why


@pytest.mark.slow
def test_a_figure_that_is_not_there_names_those_that_are(connection, run_company):
    with pytest.raises(FigureIdError, match="gender=female"):
        passport(connection, run_company, "2023/turnover_rate")
    with pytest.raises(FigureIdError, match="electricity"):
        passport(connection, run_company, "2023/electricty")


@pytest.mark.slow
def test_a_row_leads_back_to_the_figures_that_it_is_in(connection, run_company):
    for figure in (MEN_WHO_LEFT, "2023/nonhazardous_waste", "2023/suppliers_assessed"):
        one = rows_of(connection, passport(connection, run_company, figure))[0]
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
    assert not found.touched
    with pytest.raises(TraceError, match="has no row"):
        trace(connection, YEAR, name, 999_999)
    with pytest.raises(TraceError, match="no sheet"):
        trace(connection, YEAR, name, source_row, "Sheet1")
    with pytest.raises(TraceError, match="These did"):
        trace(connection, YEAR, "raw/2023/none.csv")


@pytest.mark.slow
def test_the_sheets_of_a_workbook_are_told_apart(connection):
    name, sheets = connection.execute(
        "select file_name, sheets from core.dim_source_file where contains(file_name, '辦公垃圾')"
    ).fetchall()[0]
    whole = trace(connection, YEAR, name).touched
    parts = [trace(connection, YEAR, name, sheet=sheet).touched for sheet in sheets.split(", ")]
    assert len(parts) > 1
    for one in whole:
        same = [it for part in parts for it in part if (it.figure, it.role) == (one.figure, one.role)]
        assert (sum(it.rows for it in same), sum(it.amount for it in same)) == (one.rows, one.amount)
    row = trace(connection, YEAR, name, 10)
    assert len((row.row_key or "").splitlines()) == len(parts)
    assert len((trace(connection, YEAR, name, 10, sheets.split(", ")[0]).row_key or "").splitlines()) == 1


@pytest.mark.slow
def test_the_commands_answer_and_export_what_they_show(run_company, tmp_path, monkeypatch):
    settings = run_company.settings
    monkeypatch.setenv("ESG_DATA", str(settings.data_dir.parent))
    monkeypatch.setenv("COLUMNS", "250")

    def esg(*arguments: object):
        folder = ["--company", str(settings.company_dir)]
        return CliRunner().invoke(cli.app, [*map(str, arguments), *folder])

    shown = esg("explain", MEN_WHO_LEFT, "--csv", tmp_path / "rows.csv")
    assert shown.exit_code == 0, shown.output
    assert "595 / 2176 x 100" in shown.output
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert sum(Decimal(one["amount"]) for one in rows if one["role"] == "numerator") == 595
    assert {one["role"] for one in rows} == {"numerator", "denominator", "excluded"}
    listed = esg("explain", "2023/corruption_cases", "--rows")
    assert "outside_reporting_year" in listed.output
    assert esg("trace", rows[0]["file"], "--row", rows[0]["row"]).exit_code == 0
    assert esg("explain", "2023/nothing").exit_code == 1
    assert esg("trace", "raw/2023/none.csv").exit_code == 1


@pytest.mark.slow
def test_a_sample_is_of_the_rows_at_the_places_that_were_drawn(connection):
    key = FigureId.parse(MEN_WHO_LEFT).key
    parts = parts_of_figure(connection, "turnover", key)
    drawn = sample_of_figure(connection, "turnover", key, 25, 7, by_amount=False)
    assert drawn == [parts[place - 1] for place in draw_places(len(parts), 25, 7)]


@pytest.mark.slow
def test_a_sample_for_an_assurer_is_a_workbook_to_fill_in(run_company, tmp_path, monkeypatch):
    settings = run_company.settings
    monkeypatch.setenv("ESG_DATA", str(settings.data_dir.parent))
    books = [tmp_path / "one.xlsx", tmp_path / "two.xlsx"]
    for path in books:
        command = ["explain", "2023/electricity", "--sample", "25", "--seed", "7", "--xlsx", str(path)]
        assert CliRunner().invoke(cli.app, [*command, "--company", str(settings.company_dir)]).exit_code == 0
    assert books[0].read_bytes() == books[1].read_bytes()
    book = openpyxl.load_workbook(books[0])
    told, rows = book.worksheets[0], book.worksheets[1]
    assert "Made-up data" in str(told["A1"].value)
    assert {"2023/electricity"} <= {cell.value for row in told.iter_rows() for cell in row}
    (heading,) = [row for row in rows.iter_rows() if row[0].value == "角色 Role"]
    at = heading[0].row
    assert rows.freeze_panes == f"A{at + 1}"
    names = [cell.value for cell in heading]
    last = openpyxl.utils.get_column_letter(len(names) - 3)
    assert rows.auto_filter.ref == f"A{at}:{last}{rows.max_row}"
    assert names[-3:] == ["所見單據 Document seen", "相符 Agrees", "備註 Remark"]
    drawn = list(rows.iter_rows(min_row=at + 1))
    assert 15 < len(drawn) <= 25
    for row in drawn:
        assert row[0].value == "numerator"
        assert isinstance(row[1].value, int | float)
        assert row[1].number_format.startswith("#,##0")
        assert "bill_no" in row[names.index("單據 Row in its system")].value


@pytest.mark.slow
@pytest.mark.parametrize("command", ["explain", "trace"])
def test_asking_of_a_figure_or_a_row_loads_no_engine(run_company, command):
    asked = {"explain": MEN_WHO_LEFT, "trace": "raw/2023/人力/離職台帳_2023.csv"}[command]
    program = (
        "import sys, atexit\n"
        "from dagster_project.cli import app\n"
        "atexit.register(lambda: print('loaded', *sys.modules, file=sys.stderr))\n"
        f"app([{command!r}, {asked!r}, '--company', {str(run_company.settings.company_dir)!r}])\n"
    )
    environment = {**os.environ, "ESG_DATA": str(run_company.settings.data_dir.parent)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT_ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stderr.partition("loaded")[2].split()
    heavy = {"dagster", "dbt", "pandas", "great_expectations", "openlineage", "pyarrow"}
    assert "duckdb" in loaded
    assert not heavy & set(loaded)
