"""What the page's script is told of figures and files, from values and evidence; no browser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dagster_project.figures.values import Key
from dagster_project.publish.comparison import Comparison
from dagster_project.publish.passports import page_data
from dagster_project.publish.registers import PublishedFigure
from tests.unit.publish.evidence import FEW_PEOPLE, PEOPLE_FILE, evidence_of
from tests.unit.publish.printed_values import KEYS, YEAR, Given, company

MALE_TURNOVER = Key("turnover_rate", "gender", "male")


def told(made: Given | None = None, **changes) -> dict:
    made = made or Given(company=company(languages=["zh-Hant", "zh-Hans", "en"]))
    edition = made.edition(published=made.published, **changes)
    return page_data(edition, made.values, evidence_of(made.values))


@pytest.fixture(scope="module")
def figures() -> dict[str, dict]:
    return {figure["id"]: figure for figure in told()["figures"]}


def test_every_printed_figure_has_its_passport_in_print_order(figures):
    ids = [f"{YEAR}/{kpi}" if dim == "total" else f"{YEAR}/{kpi}/{dim}={member}" for kpi, dim, member in KEYS]
    assert list(figures) == ids


def test_numbers_are_text_and_exact(figures):
    rate = figures[f"{YEAR}/turnover_rate/gender=male"]
    assert rate["printed"]["en"] == "27"
    assert rate["parts"] == {"numerator": "585", "denominator": "2166", "multiplier": 100, "divisor": 1}
    assert (rate["exact"], rate["isExact"]) == ("27.0083102493", False)


def test_a_sum_has_no_denominator_and_is_exact(figures):
    electricity = figures[f"{YEAR}/electricity"]
    assert electricity["parts"]["denominator"] is None
    assert (electricity["exact"], electricity["isExact"]) == ("1924.37", True)


def test_the_history_runs_from_the_earliest_report_to_this_year(figures):
    history = figures[f"{YEAR}/water"]["history"]
    assert [(one["year"], one["printed"]["en"]) for one in history] == [
        (2022, "16,098.54"),
        (2023, "7,221.46"),
    ]
    assert [one["document"] for one in history] == ["Report 2022", None]


def test_a_report_older_than_the_tables_columns_is_in_the_history():
    made = Given()
    made.published = [
        *made.published,
        PublishedFigure(Key("water", "total", "total"), 2019, "9.00", "Report 2019"),
    ]
    water = next(one for one in told(made)["figures"] if one["kpi"] == "water")
    assert [one["year"] for one in water["history"]] == [2019, 2022, 2023]


def test_a_score_on_another_scale_says_which(figures):
    history = figures[f"{YEAR}/satisfaction"]["history"]
    assert [(one["number"], one["scale"]) for one in history] == [("9", "10"), ("8.5", "9")]


def test_a_missing_figure_says_why_and_has_no_number():
    made = Given()
    made.values = [
        replace(one, numerator=None, denominator=None, status="not_in_scope", reason="no export")
        if one.kpi_id == "water"
        else one
        for one in made.values
    ]
    water = next(one for one in told(made)["figures"] if one["kpi"] == "water")
    assert water["printed"]["zh-Hant"] == "-"
    assert (water["status"], water["reason"]["zh-Hant"]) == ("not_in_scope", "不在數據範圍")
    assert (water["exact"], water["parts"]) == (None, None)


def test_codes_to_filter_by_are_those_in_force_and_unverified_ones_say_so(figures):
    scope_2 = figures[f"{YEAR}/ghg_scope2"]
    assert "HKEX A1.2" in scope_2["codes"]
    assert "HKEX D-28" not in scope_2["codes"]
    assert {one["code"] for one in scope_2["standards"] if not one["verified"]} == {"D-28"}


def test_factors_stand_only_where_a_figure_is_multiplied_by_them(figures):
    assert figures[f"{YEAR}/ghg_scope2"]["factors"][0]["quantity"] == "1924370"
    assert figures[f"{YEAR}/water"]["factors"] == []


def test_inputs_are_told_by_file_with_rows_and_subtotals(figures):
    (share,) = [one for one in figures[f"{YEAR}/headcount"]["shares"]]
    assert share == {
        "file": 0,
        "role": "numerator",
        "rows": FEW_PEOPLE,
        "subtotal": str(FEW_PEOPLE),
        "corrected": 0,
    }


def test_answers_to_findings_say_by_whom_and_when(figures):
    (finding,) = figures[f"{YEAR}/water"]["findings"]
    assert (finding["by"], finding["on"]) == ("Somebody", "2024-01-22")


def test_a_file_leads_to_what_it_feeds_and_what_became_of_its_rows():
    files = told()["files"]
    assert files[0]["sha256"] == PEOPLE_FILE
    assert files[0]["feeds"] == [{"export": "hr__employees", "landed": FEW_PEOPLE, "used": FEW_PEOPLE}]
    assert files[0]["corrections"][0]["cells"] == FEW_PEOPLE


def test_names_that_are_kept_in_two_languages_are_told_in_the_third():
    page = told()
    assert page["rules"]["not_an_employee"] == {
        "zh-Hant": "非僱員",
        "zh-Hans": "非雇员",
        "en": "Not an employee",
    }
    assert page["exports"]["hr__employees"]["zh-Hans"] == "在职花名册"


def test_only_the_companys_languages_are_told():
    page = told(Given(company=company(languages=["en"])))
    assert set(page["figures"][0]["label"]) == {"en"}


def test_the_history_of_a_restated_comparative_has_both_figures():
    key = Key("water", "total", "total")
    restated = Comparison(key, YEAR - 1, "16,098.54", "16,100.00", None, "restated")
    (figure,) = (one for one in told(comparisons=[restated])["figures"] if one["id"] == f"{YEAR}/water")
    before = figure["history"][0]
    assert before["printed"]["en"] == "16,100.00 (first printed as 16,098.54)"
    assert before["printed"]["zh-Hant"] == "16,100.00（原列示16,098.54）"
    assert (before["number"], before["compared"]) == ("16100", "restated")
