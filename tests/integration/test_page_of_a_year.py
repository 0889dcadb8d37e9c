"""The page of a year that was run: its passports say what the warehouse holds, and give nobody away."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest

from dagster_project.figures.values import by_key, read_values
from dagster_project.lineage.evidence import read_evidence
from dagster_project.warehouse.connection import warehouse
from dagster_project.warehouse.dbt_project import manifest_json
from tests.unit.publish.evidence import page_data_in

pytestmark = pytest.mark.slow

YEAR = 2023
MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def page(run_company) -> str:
    return (run_company.settings.draft_dir(YEAR) / "appendix.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def told(page) -> dict:
    return page_data_in(page)


@pytest.fixture(scope="module")
def connection(run_company):
    with warehouse(run_company.settings.warehouse(YEAR), read_only=True) as connection:
        yield connection


def test_the_shares_of_each_figure_add_up_to_its_parts(told):
    for figure in told["figures"]:
        for role in ("numerator", "denominator"):
            if figure["parts"] and figure["parts"][role] is not None:
                given = [Decimal(one["subtotal"]) for one in figure["shares"] if one["role"] == role]
                assert sum(given) == Decimal(figure["parts"][role]), (figure["id"], role)


def test_every_figure_was_checked_and_computed_a_second_time(told):
    for figure in told["figures"]:
        assert figure["recomputed"] is True, figure["id"]
        assert {one["outcome"] for one in figure["checks"]} == {"passed"}
        assert {one["gate"] for one in figure["checks"]} == {"intake", "publish"}


def test_rows_of_every_file_are_accounted_for(told):
    for file in told["files"]:
        rows = file["rows"]
        assert rows["landed"] == rows["used"] + rows["excluded"] + rows["quarantined"]
        assert rows["landed"] == sum(feed["landed"] for feed in file["feeds"])
        assert rows["excluded"] == sum(one["rows"] for one in file["leftOut"])


def test_every_rule_and_every_export_that_is_named_has_its_name(told):
    for figure in told["figures"]:
        assert {one["rule"] for one in figure["leftOut"]} <= told["rules"].keys()
    for file in told["files"]:
        assert {one["export"] for one in file["feeds"]} <= told["exports"].keys()


def test_every_file_of_a_figure_leads_through_facts_that_its_topic_reads(told):
    for figure in told["figures"]:
        for share in figure["shares"]:
            held = {one["fact"] for one in told["files"][share["file"]]["facts"]}
            assert held & set(figure["facts"]), (figure["id"], told["files"][share["file"]]["name"])


def test_material_movements_carry_their_explanation(told):
    moved = [figure for figure in told["figures"] if figure["moved"] and figure["moved"]["material"]]
    assert moved
    for figure in moved:
        assert any(one["reason"] and one["by"] and one["on"] for one in figure["findings"]), figure["id"]


def test_the_evidence_covers_every_figure_with_rows(connection):
    evidence = read_evidence(connection, manifest_json())
    values = by_key(read_values(connection))
    assert {key for key, value in values.items() if value.row_count} == set(evidence.shares)


def test_no_pseudonym_and_no_row_of_a_file_is_in_the_page(connection, page):
    codes = connection.execute(
        "select employee_no from raw.hr__employees union select id_number from raw.hr__employees"
    ).fetchall()
    pseudonyms = {code for (code,) in codes if code}
    assert pseudonyms
    assert not pseudonyms & set(re.findall(r"[0-9A-Za-z_-]{8,}", page))
    assert not re.search(r"\b[0-9a-f]{12}:\d+:\d+", page)


def test_the_page_says_nothing_of_the_run_that_wrote_it(connection, page):
    runs = connection.execute("select distinct run_id, code_version from appendix.fct_figure").fetchall()
    assert runs
    for run, code in runs:
        assert run not in page
        assert code not in page
    assert not re.search(r"20\d\d-\d\d-\d\dT\d\d:\d\d", json.dumps(page_data_in(page)))


def test_the_page_is_small_enough_to_be_sent(page):
    assert len(page.encode("utf-8")) < MOST_BYTES
