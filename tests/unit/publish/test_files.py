"""The published files: real numbers with formats, one offline page, exact figures, same inputs same bytes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser

import openpyxl
import pyarrow.parquet as pq
import pytest

from dagster_project.digests import file_digest
from dagster_project.figures.values import Key
from dagster_project.inputs import code_version
from dagster_project.publish.comparison import compare
from dagster_project.publish.document import codes
from dagster_project.publish.draft import write_draft
from dagster_project.publish.faults import PublishError
from dagster_project.publish.formats import FORMATS
from dagster_project.publish.html import STYLE, built, content_hash, embedded_json, html_text
from dagster_project.publish.registers import KnownDifference
from tests.unit.publish.printed_values import REGISTRY, Given, company, published, said, values_of

INTENSITY = Key("nonhazardous_waste_intensity", "total", "total")


def given(**changes) -> Given:
    made = Given(**changes)
    known = [KnownDifference(INTENSITY, 2022, "0.0810", "0.0809", said("重量與人數之商為0.0809"))]
    made.comparisons = compare(REGISTRY, published(2022), values_of(2022), known, 2022)
    return made


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release") / "draft"
    made = given(company=company(languages=["zh-Hant", "en"]))
    write_draft(folder, made.edition(documents=["Report 2022"], inputs="abc123"), made.values)
    return folder


@pytest.fixture(scope="module")
def book(draft):
    return openpyxl.load_workbook(draft / "appendix.xlsx")


def row_of(sheet, label, start=1):
    return next(row for row in sheet.iter_rows(min_row=start) if row[0].value == label)


def test_the_draft_has_every_file_in_every_language(draft):
    assert {path.name for path in draft.iterdir()} == {
        "appendix.csv",
        "appendix.html",
        "appendix.xlsx",
        "appendix.en.xlsx",
        "appendix.pdf",
        "appendix.en.pdf",
        "appendix.docx",
        "appendix.en.docx",
        "notes.csv",
        "datapackage.json",
        "printed.json",
        "figures.json",
        "figures.parquet",
        "manifest.json",
    }


def test_the_manifest_names_every_other_file_by_its_sha256(draft):
    manifest = json.loads((draft / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"] == {
        path.name: file_digest(path) for path in sorted(draft.iterdir()) if path.name != "manifest.json"
    }
    assert manifest["inputs"] == "abc123"
    assert manifest["code"] == code_version()


def test_the_same_inputs_give_the_same_bytes(tmp_path):
    made = given()
    digests = [write_draft(tmp_path / name, made.edition(), made.values) for name in ("one", "two")]
    assert digests[0] == digests[1]
    assert len(digests[0]) == 11


def test_a_failing_writer_leaves_the_old_draft_whole(tmp_path, monkeypatch):
    made = given()
    folder = tmp_path / "draft"
    before = write_draft(folder, made.edition(), made.values)

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setitem(FORMATS, "parquet", fail)
    with pytest.raises(OSError, match="disk full"):
        write_draft(folder, made.edition(inputs="other"), made.values)
    assert {path.name: file_digest(path) for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["draft"]


def test_a_new_draft_replaces_every_old_file(tmp_path):
    folder = tmp_path / "draft"
    folder.mkdir()
    (folder / "stale.txt").write_text("old", encoding="utf-8")
    made = given()
    write_draft(folder, made.edition(), made.values)
    assert not (folder / "stale.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["draft"]


@pytest.mark.parametrize(
    ("label", "before", "now"),
    [
        ("總耗電量", (2269.01, "#,##0.00"), (1924.37, "#,##0.00")),
        ("有害廢棄物密度", (0.0015, "#,##0.0000"), (0.0017, "#,##0.0000")),
        ("員工總人數", (2832, "#,##0"), (2440, "#,##0")),
        ("在線服務滿意度", (9, '#,##0" (滿分10分)"'), (8.5, '#,##0.0" (滿分9分)"')),
    ],
)
def test_figures_are_numbers_with_the_printed_decimals(book, label, before, now):
    cells = row_of(book.worksheets[0], label)
    assert [(cell.value, cell.number_format) for cell in cells[3:5]] == [before, now]


def test_a_missing_figure_is_a_dash_on_the_right(book):
    cell = row_of(book.worksheets[0], "因工傷損失工作日數")[2]
    assert (cell.value, cell.alignment.horizontal) == ("-", "right")


def test_members_are_indented_below_their_breakdown(book):
    sheet = book.worksheets[0]
    heading = row_of(sheet, "按性別劃分的員工人數")
    member = sheet[heading[0].row + 1]
    assert (member[0].value, member[4].value) == ("男性員工", 1581)
    assert member[0].alignment.indent > heading[0].alignment.indent


def test_the_sheet_is_set_up_for_reading_and_printing(book):
    sheet = book.worksheets[0]
    header = row_of(sheet, "關鍵績效指標")[0].row
    assert sheet.freeze_panes == f"C{header + 1}"
    assert sheet.print_title_rows == f"${header}:${header}"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert "&P" in sheet.oddFooter.right.text
    breaks = [page_break.id for page_break in sheet.row_breaks.brk]
    assert all(sheet.cell(row=first + 1, column=1).font.bold for first in breaks)
    assert breaks


def test_the_workbook_was_created_on_the_last_day_of_the_year(book):
    assert (book.properties.created, book.properties.modified) == (datetime(2023, 12, 31),) * 2


def test_made_up_data_is_marked_on_every_sheet(book):
    assert len(book.worksheets) == 3
    for sheet in book.worksheets:
        assert sheet["A3"].value.startswith("虛構數據")
        assert "虛構數據" in sheet.oddHeader.center.text


def test_notes_stand_below_the_table_with_the_number_of_their_cell(book):
    sheet = book.worksheets[0]
    assert row_of(sheet, "總耗電量")[5].value == "(3)"
    texts = [row[0].value for row in sheet.iter_rows() if row[0].value]
    assert "(3)  附註文字  [env-4]" in texts


def test_the_methods_sheet_names_the_chosen_method_among_several(book):
    cells = [cell.value for cell in row_of(book.worksheets[1], "員工流失比率")]
    assert cells[2] == "離職人數 ÷（年末人數 + 離職人數）\n(公司於4種方法中選定)"
    assert "HKEX B1.2\nGRI 401-1" in cells[4]


def test_the_comparison_sheet_lists_differences_first(book):
    sheet = book.worksheets[2]
    first = sheet[row_of(sheet, "數字")[0].row + 1]
    assert [cell.value for cell in first] == [
        "無害廢棄物密度", 2022, 0.081, 0.0809, -0.0001, "已知差異", "重量與人數之商為0.0809",
    ]  # fmt: skip


class Page(HTMLParser):
    """Collects what a reader, a printer and a screen reader need."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def values(self, tag: str, name: str) -> list[str]:
        return [attrs[name] for found, attrs in self.tags if found == tag and attrs.get(name)]


ALL_LANGUAGES = ["zh-Hant", "zh-Hans", "en"]


def page_text(**changes) -> str:
    made = given(**changes)
    return html_text(made.edition(), made.values)


def test_one_page_has_every_language_and_shows_the_first_before_any_script_runs():
    page = Page(page_text(company=company(languages=ALL_LANGUAGES)))
    editions = [attrs for tag, attrs in page.tags if tag == "article"]
    assert page.values("html", "lang") == ["zh-Hant"]
    assert [one["lang"] for one in editions] == ALL_LANGUAGES
    assert ["hidden" in one for one in editions] == [False, True, True]


def test_a_company_of_one_language_has_a_page_of_one_language():
    text = page_text(company=company(languages=["en"]))
    assert Page(text).values("article", "lang") == ["en"]
    assert "附註文字" not in text


def test_the_page_names_nothing_to_load():
    page = Page(page_text())
    assert not {tag for tag, _ in page.tags} & {"link", "img", "iframe", "object", "embed", "base"}
    assert not [attrs for _, attrs in page.tags if attrs.get("src")]
    assert not re.search(r"url\(|@import", built(STYLE))


def test_only_the_pages_own_script_may_run():
    text = page_text()
    (policy,) = [value for value in Page(text).values("meta", "content") if "default-src" in value]
    script = re.search(r"<script>(.*)</script>", text, re.DOTALL)
    assert script is not None
    assert f"script-src '{content_hash(script[1])}'" in policy
    assert "default-src 'none'" in policy


def test_a_page_that_was_not_built_is_not_published(tmp_path, monkeypatch):
    monkeypatch.setattr("dagster_project.publish.html.BUILT", tmp_path)
    with pytest.raises(PublishError, match="make setup"):
        page_text()


def test_no_text_of_the_data_ends_the_script_element_that_holds_it():
    text = embedded_json({"name": "</script><script>alert(1)</script><!--"})
    assert "<" not in text
    assert json.loads(text) == {"name": "</script><script>alert(1)</script><!--"}


def test_every_table_has_a_caption_and_every_header_a_scope():
    page = Page(page_text(company=company(languages=["zh-Hant"])))
    names = [tag for tag, _ in page.tags]
    assert names.count("table") == names.count("caption") == 4
    assert all(attrs.get("scope") for tag, attrs in page.tags if tag == "th")


def test_ids_are_unique_and_every_link_leads_somewhere():
    page = Page(page_text(company=company(languages=ALL_LANGUAGES)))
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    assert {target.removeprefix("#") for target in page.values("a", "href")} <= set(ids)


def test_a_column_that_a_section_leaves_blank_is_not_drawn():
    text = page_text(company=company(languages=["zh-Hant"]))
    assert text.count('<table class="kpis years-2">') == 1
    assert text.count('<table class="kpis years-3">') == 1


def test_only_a_made_up_company_has_the_banner():
    assert 'class="banner"' not in page_text(company=company(made_up=False))
    assert page_text(company=company(languages=["en"])).count("Made-up data") > 1


def test_names_are_escaped():
    names = {"zh-Hant": "甲<b>&乙", "zh-Hans": "甲", "en": "A"}
    text = page_text(company=company(names=names))
    assert "甲&lt;b&gt;&amp;乙" in text
    assert "甲<b>" not in text


def test_figures_are_exact_in_json_and_parquet(draft):
    document = json.loads((draft / "figures.json").read_text(encoding="utf-8"))
    figures = {(row["kpi"], row["member"]): row for row in document["figures"]}
    assert document["made_up"] is True
    assert len(figures) == 52
    electricity, rate = figures["electricity", "total"], figures["turnover_rate", "male"]
    assert (electricity["value"], electricity["is_exact"], electricity["unit"]) == ("1924.37", True, "mwh")
    assert (electricity["numerator"], electricity["divisor"]) == ("1924370", 1000)
    assert (rate["printed"], rate["is_exact"], rate["denominator"]) == ("27", False, "2166")
    table = pq.read_table(draft / "figures.parquet").to_pylist()
    assert [row["printed"] for row in table] == [row["printed"] for row in document["figures"]]
    assert all(isinstance(row["value"], Decimal) for row in table)


def test_a_missing_figure_is_null_for_machines(tmp_path):
    made = given()
    made.values = [
        replace(one, numerator=None, status="not_in_scope", reason="no export")
        if one.key.kpi_id == "water"
        else one
        for one in made.values
    ]
    write_draft(tmp_path / "draft", made.edition(lines=made.lines()), made.values)
    rows = json.loads((tmp_path / "draft" / "figures.json").read_text(encoding="utf-8"))["figures"]
    water = next(row for row in rows if row["kpi"] == "water")
    assert (water["value"], water["printed"], water["status"], water["reason"]) == (
        None, None, "not_in_scope", "no export",
    )  # fmt: skip


def test_the_code_in_force_in_the_year_is_printed():
    standards = REGISTRY["ghg_scope2"].standards
    assert [codes(standards, "HKEX", year) for year in (2022, 2023, 2025)] == ["A1.2", "A1.2", "D-28"]
    assert codes(REGISTRY["headcount"].standards, "GRI", 2023) == "2-7, 405-1"


def test_the_companys_name_stands_on_paper_as_it_is_written_and_ends_no_style():
    names = {"zh-Hant": "甲", "zh-Hans": "甲", "en": 'R&D "One" \\ </style> Ltd'}
    made = given(company=company(languages=["en"], names=names))
    page = html_text(made.edition(), made.values)
    (footer,) = re.findall(r'@bottom-left { content: "(.*?)"; font-size', page)
    assert footer.startswith(r"R&D \22 One\22  \5c  \3c /style> Ltd · ")
    assert page.count("</style>") == 1
