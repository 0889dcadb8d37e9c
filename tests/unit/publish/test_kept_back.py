"""What is kept back stands in no public file and in no comparison; the reviewer's copy shows it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader

from dagster_project.figures.values import Key
from dagster_project.publish.comparison import compare, without_kept_back
from dagster_project.publish.draft import write_draft, write_reviewers_copy
from dagster_project.publish.figures import figure_rows
from dagster_project.publish.html import html_text
from dagster_project.publish.movement import movements
from dagster_project.publish.registers import KnownDifference, PublishedFigure
from dagster_project.publish.small_cells import Protection, assess, protect
from tests.unit.publish.evidence import FEW_PEOPLE, evidence_of, page_data_in
from tests.unit.publish.printed_values import REGISTRY, YEAR, Given, company, said, values_of

OVERSEAS, MAINLAND = Key("headcount", "region", "overseas"), Key("headcount", "region", "mainland")
MARK = "*"
SUPPRESSING = company(languages=["zh-Hant", "zh-Hans", "en"], small_cells={"action": "suppress"})


def values():
    """Those of the golden table, but for 3 people overseas of 2,440, whom no turnover rate tells."""
    people = {OVERSEAS: Decimal(3), MAINLAND: Decimal(2437)}
    return [
        replace(one, numerator=people.get(one.key, one.numerator))
        for one in values_of(YEAR)
        if (one.kpi_id, one.dimension) != ("turnover_rate", "region")
    ] + [
        replace(one, numerator=None, denominator=None, status="not_in_scope", reason="Not in company.yml")
        for one in values_of(YEAR)
        if (one.kpi_id, one.dimension) == ("turnover_rate", "region")
    ]


def protection() -> Protection:
    return protect(REGISTRY, SUPPRESSING, YEAR, values())


def edition(protection: Protection, *, for_reviewers: bool = False):
    seen = values() if for_reviewers else protection.masked(values(), REGISTRY)
    made = Given(company=SUPPRESSING, values=seen)
    return made.edition(protection=protection, for_reviewers=for_reviewers)


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("releases")
    kept_back = protection()
    write_draft(folder / "draft", edition(kept_back), values(), evidence=evidence_of(values()))
    write_reviewers_copy(folder / "reviewer", edition(kept_back, for_reviewers=True))
    return folder


def sheet_of(path):
    return openpyxl.load_workbook(path).worksheets[0]


def texts(sheet) -> str:
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def cell_of(sheet, label):
    return next(row for row in sheet.iter_rows() if row[0].value == label)[4]


def test_both_members_of_the_region_are_kept_back_with_what_is_small_in_the_golden_table():
    kept_back = protection().suppressed
    assert {OVERSEAS, MAINLAND} <= kept_back
    assert Key("headcount", "total", "total") not in kept_back


@pytest.mark.parametrize("name", ["appendix.html", "appendix.csv"])
def test_no_readable_file_tells_the_number(releases, name):
    text = (releases / "draft" / name).read_text(encoding="utf-8")
    assert "2,437" not in text
    assert text.count(MARK) >= 2


@pytest.mark.parametrize("name", ["appendix.xlsx", "appendix.zh-Hans.xlsx", "appendix.en.xlsx"])
def test_no_workbook_tells_the_number(releases, name):
    book = openpyxl.load_workbook(releases / "draft" / name)
    assert "2437" not in {
        str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", ["appendix.pdf", "appendix.zh-Hans.pdf", "appendix.en.pdf"])
def test_no_pdf_tells_the_number_on_a_page_or_beside_it(releases, name):
    document = PdfReader(releases / "draft" / name)
    assert "2,437" not in pages_of(document)
    assert "2437" not in pages_of(document)
    objects = [document.get_object(number) for number in range(1, len(document.xref[0]) + 1)]
    assert not any("2,437" in str(one) for one in objects)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("appendix.pdf", "海外及港澳臺員工人"),
        ("appendix.zh-Hans.pdf", "海外及港澳台员工人"),
        ("appendix.en.pdf", "Overseas,HongKong,MacauandTaiwanemployees"),
    ],
)
def test_the_mark_stands_in_the_pdf_where_the_figure_would(releases, name, label):
    text = re.sub(r"\s", "", pages_of(PdfReader(releases / "draft" / name)))
    assert f"{label}203{MARK}" in text


def pages_of(document: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in document.pages)


def test_the_mark_stands_where_the_figure_would(releases):
    cell = cell_of(sheet_of(releases / "draft" / "appendix.xlsx"), "海外及港澳臺員工")
    assert (cell.value, cell.alignment.horizontal) == (MARK, "right")
    page = (releases / "draft" / "appendix.html").read_text(encoding="utf-8")
    row = page[page.index("海外及港澳臺員工<") :]
    button = re.search(r"<button .*?</button>", row)
    assert button is not None
    assert "人數過少" in button[0].partition(">")[0]
    assert '<span aria-hidden="true">*</span>' in button[0]


def test_the_passport_of_a_figure_that_is_kept_back_says_what_it_is_and_no_more(releases):
    told = page_data_in((releases / "draft" / "appendix.html").read_text(encoding="utf-8"))
    figures = {figure["id"]: figure for figure in told["figures"]}
    kept_back = figures[f"{YEAR}/headcount/region=overseas"]
    assert kept_back["status"] == "suppressed"
    assert set(kept_back["printed"].values()) == {MARK}
    assert not kept_back.keys() & {
        "exact", "isExact", "parts", "history", "moved", "shares", "leftOut", "recomputed", "findings",
    }  # fmt: skip


def test_where_anything_is_kept_back_no_figure_of_people_counts_rows(releases):
    told = page_data_in((releases / "draft" / "appendix.html").read_text(encoding="utf-8"))
    of_people = [one for one in told["figures"] if REGISTRY[one["kpi"]].people and "shares" in one]
    assert of_people
    assert all(set(share) == {"file"} for figure in of_people for share in figure["shares"])
    assert all(figure["leftOut"] == figure["findings"] == [] for figure in of_people)
    by_kpi = {}
    for figure in of_people:
        by_kpi.setdefault(figure["kpi"], []).append(figure["shares"])
    assert all(shares == all_shares[0] for all_shares in by_kpi.values() for shares in all_shares), (
        "a file that only one member names tells that its people are all of that member"
    )


def test_where_anything_is_kept_back_no_file_counts_its_rows(releases):
    told = page_data_in((releases / "draft" / "appendix.html").read_text(encoding="utf-8"))
    assert told["files"]
    for file in told["files"]:
        assert "rows" not in file
        assert file["facts"] == file["leftOut"] == file["corrections"] == []
        assert all(set(feed) == {"export"} for feed in file["feeds"])


def test_where_anything_is_kept_back_every_rule_that_is_told_has_its_name(releases):
    """The page looks each one up; those of files of people are not told at all."""
    told = page_data_in((releases / "draft" / "appendix.html").read_text(encoding="utf-8"))
    assert {one["rule"] for figure in told["figures"] for one in figure.get("leftOut", [])} == {
        "outside_year"
    }
    assert set(told["rules"]) == {"outside_year"}


def test_no_count_of_few_people_is_anywhere_in_the_page(releases):
    """The evidence counts them in shares, files, facts, rules, corrections and findings."""
    assert str(FEW_PEOPLE) not in (releases / "draft" / "appendix.html").read_text(encoding="utf-8")


def test_where_nothing_is_kept_back_the_same_evidence_is_told():
    made = Given()
    text = html_text(made.edition(), made.values, evidence_of(made.values))
    assert text.count(str(FEW_PEOPLE)) > 5


@pytest.mark.parametrize(
    ("suffix", "sentence"),
    [
        ("", "「*」表示數字涉及的人數過少"),
        (".zh-Hans", "“*”表示数字涉及的人数过少"),
        (".en", "An asterisk (*) stands for"),
    ],
)
def test_the_legend_says_what_the_mark_means_in_every_language(releases, suffix, sentence):
    assert sentence in (releases / "draft" / "appendix.html").read_text(encoding="utf-8")
    assert sentence in texts(sheet_of(releases / "draft" / f"appendix{suffix}.xlsx"))
    assert sentence in pages_of(PdfReader(releases / "draft" / f"appendix{suffix}.pdf"))


def test_without_a_mark_there_is_no_legend_of_it(tmp_path):
    made = Given()
    write_draft(tmp_path / "draft", made.edition(), made.values)
    assert "「*」" not in (tmp_path / "draft" / "appendix.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("read", [
    lambda folder: json.loads((folder / "figures.json").read_text(encoding="utf-8"))["figures"],
    lambda folder: pq.read_table(folder / "figures.parquet").to_pylist(),
])  # fmt: skip
def test_files_for_machines_hold_nothing_of_it(releases, read):
    rows = {Key(row["kpi"], row["dimension"], row["member"]): row for row in read(releases / "draft")}
    for key in (OVERSEAS, MAINLAND):
        kept = {name for name, part in rows[key].items() if part is not None}
        assert kept == {
            "kpi",
            "dimension",
            "member",
            "year",
            "unit",
            "multiplier",
            "divisor",
            "method",
            "status",
            "reason",
        }
        assert rows[key]["status"] == "suppressed"
    assert all(row["rows"] is None for row in rows.values() if REGISTRY[row["kpi"]].people)


def test_the_reviewers_copy_shows_all_beside_the_draft_and_says_what_it_is(releases):
    (path,) = (releases / "reviewer").iterdir()
    sheet = sheet_of(path)
    assert cell_of(sheet, "海外及港澳臺員工").value == 3
    assert "不得刊發" in str(sheet["A3"].value)
    assert "不得刊發" in str(sheet.oddHeader)
    assert (
        cell_of(sheet, "海外及港澳臺員工").fill.start_color.rgb
        != cell_of(sheet, "員工總人數").fill.start_color.rgb
    )


def test_where_nothing_is_kept_back_there_is_no_copy_for_reviewers(tmp_path):
    folder = tmp_path / "reviewer"
    folder.mkdir()
    (folder / "appendix_for_reviewers.xlsx").write_text("of an earlier run", encoding="utf-8")
    write_reviewers_copy(folder, None)
    assert not folder.exists()


def test_the_gate_sees_nothing_of_what_is_kept_back():
    kept_back = protection()
    seen = kept_back.masked(values(), REGISTRY)
    rows = figure_rows(REGISTRY, SUPPRESSING, seen)
    lines = edition(kept_back).lines
    found = assess(REGISTRY, SUPPRESSING, YEAR, values(), rows, lines, kept_back)
    assert {one.outcome for one in found} == {"suppressed"}
    assert {(one.shown, one.worked_out, one.worked_out_before) for one in found} == {(None, None, None)}


def test_a_note_at_a_figure_that_is_kept_back_is_named():
    kept_back = protection()
    lines = edition(kept_back).lines
    rows = figure_rows(REGISTRY, SUPPRESSING, kept_back.masked(values(), REGISTRY))
    found = assess(REGISTRY, SUPPRESSING, YEAR, values(), rows, lines, kept_back)
    assert {one.key.kpi_id: one.notes for one in found}["lost_days"] == "hs-1"


def test_a_figure_that_is_kept_back_has_not_disappeared():
    kept_back = protection()
    moved = {one.key: one for one in movements(REGISTRY, SUPPRESSING, edition(kept_back).lines, values(), [])}
    assert (moved[OVERSEAS].previous, moved[OVERSEAS].current, moved[OVERSEAS].disappeared) == (
        "203",
        None,
        None,
    )


def test_what_last_year_kept_back_stays_so_beside_its_own_exports():
    """The comparison computes last year again, and would print what the report had hidden."""
    figure = PublishedFigure(OVERSEAS, YEAR - 1, MARK, "Report")
    (one,) = compare(REGISTRY, [figure], values_of(YEAR - 1), [], YEAR - 1)
    assert (one.published, one.computed, one.difference, one.outcome) == (MARK, MARK, None, "suppressed")


def test_a_comparative_that_was_kept_back_prints_its_mark():
    made = Given()
    made.published = [
        replace(one, printed=MARK) if (one.key, one.year) == (OVERSEAS, YEAR - 1) else one
        for one in made.published
    ]
    line = next(one for one in made.lines() if one.key == OVERSEAS)
    assert (line.cells[1].digits, line.cells[1].number, line.cells[1].reason) == (MARK, None, "suppressed")


def test_a_difference_does_not_tell_what_is_kept_back():
    known = [KnownDifference(OVERSEAS, YEAR, "4", "3", said("Corrected since"))]
    compared = compare(REGISTRY, [], values(), known, YEAR)
    (one,) = without_kept_back(compared, {(YEAR, OVERSEAS)})
    assert (one.computed, one.difference, one.outcome) == (MARK, None, "known_difference")
    assert without_kept_back(compared, {(YEAR - 1, OVERSEAS)}) == compared
