"""What others wrote stays text in all that is published: no formula, no link, no markup, however it is spelt."""

from __future__ import annotations

import csv
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from dagster_project.figures.numbers import parse_printed
from dagster_project.figures.values import Key
from dagster_project.publish.csv_file import _cell
from dagster_project.publish.document import Edition
from dagster_project.publish.formats import FORMATS, Content
from dagster_project.publish.index_claims import check_claims
from dagster_project.publish.registers import Claim, Note
from dagster_project.spreadsheet_text import BEGINS_A_FORMULA
from tests.unit.publish.printed_values import (
    ANSWERED,
    CHAPTERS,
    YEAR,
    Given,
    company,
    indices_of,
    said,
    values_of,
)

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = f'=HYPERLINK("http://192.0.2.1","{MARKUP}")'
LONG = "長" * 40_000
LEAVER = Key("complaints", "total", "total")


def hostile(sign: str = "=") -> str:
    return sign + FORMULA[1:]


def edition_of(sign: str):
    """An edition in which every text of the company's own begins with a sign."""
    text = hostile(sign)
    names = {"zh-Hant": text, "zh-Hans": text, "en": text}
    made = Given(
        company=company(names=names, boundary=names, languages=["zh-Hant", "en"]),
        chapters=CHAPTERS,
        notes=[Note(text, Key("headcount", "total", "total"), YEAR, said(text))],
    )
    claims = [
        *ANSWERED,
        Claim(YEAR, "HKEX", "A1.5", "partly", said(text), said(text), signed=True),
        Claim(YEAR, "HKEX", text, "disclosed", said(text), said(text), signed=True),
    ]
    found = indices_of(made, claims)
    checks = check_claims(found, claims, YEAR)
    return made, made.edition(indices=found, claim_checks=checks, documents=[text])


def written(folder: Path, made: Given, edition: Edition, *formats: str) -> Path:
    for name in formats:
        FORMATS[name](folder, Content(edition, made.values))
    return folder


@pytest.fixture(scope="module", params=["=", "+", "-", "@", "\t", "\r", "＝"])
def draft(request, tmp_path_factory):
    made, edition = edition_of(request.param)
    return written(tmp_path_factory.mktemp("hostile"), made, edition, "csv", "xlsx", "html")


def is_figure(cell: str) -> bool:
    try:
        parse_printed(cell)
    except ValueError:
        return False
    return True


def test_no_cell_of_a_csv_file_is_a_formula(draft):
    marked = 0
    for path in sorted(draft.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert [cell for cell in cells if cell.startswith(BEGINS_A_FORMULA) and not is_figure(cell)] == []
        marked += sum(cell.startswith("'") for cell in cells)
    assert marked > 4


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(draft):
    seen = 0
    for path in sorted(draft.glob("*.xlsx")):
        for sheet in openpyxl.load_workbook(path).worksheets:
            cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
            assert {cell.data_type for cell in cells} <= {"s", "n"}
            assert not any(cell.hyperlink for cell in cells)
            seen += sum("HYPERLINK" in str(cell.value) for cell in cells)
    assert seen > 20


class Tags(HTMLParser):
    """What a browser would make of a page: its elements and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


def test_the_page_has_no_element_that_a_text_brought(draft, tmp_path):
    page = (draft / "appendix.html").read_text(encoding="utf-8")
    made = Given(company=company(languages=["zh-Hant", "en"]))
    written(tmp_path, made, made.edition(), "html")
    plain = Tags((tmp_path / "appendix.html").read_text(encoding="utf-8"))
    tags = Tags(page)
    assert "HYPERLINK" in page
    assert tags.tags.count("script") == plain.tags.count("script")
    assert "img" not in tags.tags
    assert not {one for one in tags.attributes if one.startswith("on")}


def test_figures_below_zero_and_signs_of_missing_stay_as_they_are(tmp_path):
    values = [
        value.__class__(**{**vars(value), "numerator": Decimal(-5)}) if value.key == LEAVER else value
        for value in values_of(YEAR)
    ]
    made = Given(values=values)
    written(tmp_path, made, made.edition(), "csv", "xlsx")
    with (tmp_path / "appendix.csv").open(encoding="utf-8", newline="") as file:
        cells = [row[str(YEAR)] for row in csv.DictReader(file)]
    assert "-5" in cells
    assert not any(cell.startswith("'") for cell in cells)
    sheet = openpyxl.load_workbook(tmp_path / "appendix.xlsx").worksheets[0]
    assert any(cell.value == -5 for row in sheet.iter_rows() for cell in row)


def test_a_very_long_text_is_printed_where_it_fits_and_cut_where_a_cell_ends(tmp_path):
    made = Given(notes=[Note("long", Key("headcount", "total", "total"), YEAR, said(LONG))])
    written(tmp_path, made, made.edition(), "csv", "xlsx", "html")
    assert LONG in (tmp_path / "notes.csv").read_text(encoding="utf-8")
    assert LONG in (tmp_path / "appendix.html").read_text(encoding="utf-8")
    sheet = openpyxl.load_workbook(tmp_path / "appendix.xlsx").worksheets[0]
    longest = max(len(str(cell.value)) for row in sheet.iter_rows() for cell in row if cell.value)
    assert 32_000 < longest <= 32_767


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("-", "-"),
        ("-5", "-5"),
        ("-1,326.30", "-1,326.30"),
        ("+5", "'+5"),
        ("-1+2", "'-1+2"),
        ("a\rb", "a\nb"),
    ],
)
def test_only_a_printed_figure_may_begin_with_a_sign(text, cell):
    assert _cell(text) == cell
