"""What is stored of each printed figure and of each landed file: enough to say again what made it."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import duckdb
import pytest

from dagster_project.digests import file_digest
from dagster_project.inputs import code_version
from dagster_project.lineage.figure_id import FigureId
from dagster_project.warehouse.connection import warehouse

pytestmark = pytest.mark.slow
YEAR = 2023


@pytest.fixture(scope="module")
def connection(run_company):
    with warehouse(run_company.settings.warehouse(YEAR), read_only=True) as connection:
        yield connection


def facts(connection: duckdb.DuckDBPyConnection, figure: str) -> dict:
    cursor = connection.execute("from appendix.fct_figure where figure_id = ?", [figure])
    found = cursor.fetchone()
    assert found, figure
    return dict(zip((one[0] for one in cursor.description), found, strict=True))


def test_every_printed_line_with_a_value_is_a_figure(connection, run_company):
    ids = connection.execute(
        "select figure_id, kpi_id, dimension, member from appendix.fct_figure"
    ).fetchall()
    for figure_id, *key in ids:
        assert FigureId.parse(figure_id).key == tuple(key)
    printed = json.loads((run_company.settings.draft_dir(YEAR) / "figures.json").read_text(encoding="utf-8"))
    lines = connection.execute(
        "select kpi_id, dimension, member from appendix.lines "
        "union select kpi_id, dimension, member from appendix.chapters"
    ).fetchall()
    assert {tuple(key) for _, *key in ids} == set(lines)
    assert printed


def test_a_ratio_keeps_its_parts_beside_its_exact_value(connection):
    figure = facts(connection, "2023/turnover_rate/gender=male")
    exact = Fraction(int(figure["numerator"]), int(figure["denominator"])) * 100
    assert Fraction(figure["exact"]) == exact == Fraction("27.34375")
    assert (figure["printed"], figure["unit"], figure["status"]) == ("27", "percent", "computed")


def test_figures_of_the_same_files_share_the_digest_of_their_inputs(connection):
    men, women = (facts(connection, f"2023/turnover_rate/gender={gender}") for gender in ("male", "female"))
    electricity = facts(connection, "2023/electricity")
    assert men["inputs_sha256"] == women["inputs_sha256"] != electricity["inputs_sha256"]
    assert electricity["source_files"] > 1


def test_a_figure_names_the_run_and_the_code_that_made_it(connection, run_company):
    made_by = connection.execute("select distinct run_id, code_version from appendix.fct_figure").fetchall()
    assert made_by == [(run_company.runs[YEAR].run_id, code_version())]


def test_a_landed_file_accounts_for_its_rows(connection):
    apart = connection.execute(
        "select file_name, landed, used, excluded, quarantined from core.dim_source_file "
        "where landed <> used + excluded + quarantined"
    ).fetchall()
    assert not apart


def test_a_landed_file_is_known_by_its_bytes_and_how_it_was_read(connection, run_company):
    rows = connection.execute(
        "select source_file, file_name, bytes, encoding, separator, systems, owners, landed_at "
        "from core.dim_source_file where file_name like 'raw/2023/%'"
    ).fetchall()
    assert rows
    folder = run_company.settings.company_dir
    for digest, name, size, encoding, separator, *known in rows:
        assert file_digest(folder / name) == digest
        assert (folder / name).stat().st_size == size
        assert (separator is None) == (encoding == "xlsx")
        assert all(known)
    assert len({encoding for _, _, _, encoding, *_ in rows}) > 2


def test_totals_that_a_file_prints_are_counted_where_its_rows_give_them(connection):
    ((files, decimals),) = connection.execute(
        "select count(*), max(agreed_totals) from core.dim_source_file where agreed_totals > 0"
    ).fetchall()
    assert files
    assert Decimal(decimals) >= 1


def test_a_landed_file_says_which_days_its_rows_are_of(connection, run_company):
    def period(part: str) -> tuple[str, date, date]:
        ((name, first, last),) = connection.execute(
            "select file_name, period_from, period_to from core.dim_source_file where contains(file_name, ?)",
            [part],
        ).fetchall()
        return name, first, last

    name, first, last = period("辦公用紙採購單_2023")
    with (run_company.settings.company_dir / name).open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["到貨日期"]]
    days = [date(*map(int, re.split(r"\D+", row["到貨日期"])[:3])) for row in rows]
    assert (first, last) == (min(days), max(days))
    assert period("在職花名冊_上年末_2022")[1:] == (date(2022, 12, 31),) * 2
    assert period("在職花名冊_本年末_2023")[1:] == (date(2023, 12, 31),) * 2
    assert period("供應商主數據")[1:] == (None, None)
    assert period("考勤月報")[1:] == (date(2023, 1, 1), date(2023, 12, 31))


def test_a_landed_file_keeps_the_totals_that_it_prints(connection, run_company):
    printed = connection.execute(
        "select file_name, encoding, control_totals from core.dim_source_file "
        "where contains(control_totals, 'billed_quantity')"
    ).fetchall()
    assert printed
    for name, encoding, totals in printed:
        last_lines = (run_company.settings.company_dir / name).read_text(encoding=encoding).splitlines()[-3:]
        for total in totals.split("; "):
            assert total.split()[1] in "".join(last_lines).replace(",", " ").split(), (name, total)
