"""What others wrote stays text on the pages that are not published, in the pack's workbook and in the Word document."""

from __future__ import annotations

import re
import zipfile
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dagster_project.pack.html import html_text
from dagster_project.pack.parts import Column, Part, Table
from dagster_project.pack.xlsx import Book, write_workbook
from dagster_project.project import PROJECT_ROOT
from dagster_project.quality.page import GATE_TITLES, WORDS, page_html
from tests.unit.hostile.test_published_texts import MARKUP, Tags, edition_of, hostile, written
from tests.unit.quality.given import PASSED, STOPPED, WAITING

WRITES_MARKDOWN = {
    "assets/appendix.py",
    "assets/metadata.py",
    "assets/published.py",
    "checks/gate_metadata.py",
    "year_state.py",
}
"""Each writes words of ours, or goes through `markdown_text.py` (`test_markdown.py`)."""


def assert_no_element_of_theirs(page: str, of_ours: str) -> None:
    """The page has the same elements and attributes as one of plain texts."""
    theirs, ours = Tags(page), Tags(of_ours)
    assert "alert(1)" in page
    assert set(theirs.tags) <= set(ours.tags)
    assert theirs.tags.count("script") == ours.tags.count("script")
    assert not {one for one in theirs.attributes if one.startswith("on")}


def pack(text: str) -> Book:
    table = Table(
        "t", "T", text, [Column("a", text), Column("b", "b")], [[text, text], ["x", text]], text, text
    )
    empty = Table("e", "E", text, [Column("a", text)], [], text)
    part = Part("1", text, text, text, [table, empty])
    return Book(text, text, [text], [(text, text)], [part], date(2023, 12, 31))


@pytest.mark.parametrize(
    "text", [hostile(), f'"{MARKUP}', f"'{MARKUP}", f"</title></style></script>{MARKUP}"]
)
def test_the_page_of_a_pack_has_no_element_that_a_text_brought(text: str):
    assert_no_element_of_theirs(html_text(pack(text), "pack.xlsx"), html_text(pack("plain"), "pack.xlsx"))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_pack_s_workbook_is_a_formula_or_a_link_that_a_text_brought(tmp_path: Path, sign: str):
    write_workbook(tmp_path / "pack.xlsx", pack(hostile(sign)))
    book = openpyxl.load_workbook(tmp_path / "pack.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value]
    theirs = [cell for cell in cells if "192.0.2.1" in str(cell.value)]
    assert len(theirs) > 10
    assert {cell.data_type for cell in theirs} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink and "192.0.2.1" in str(cell.hyperlink.target)]


def said(value, text: str):
    """A report in which every text is another, but for the words that say how something stands."""
    if isinstance(value, str):
        return value if value in WORDS or value in GATE_TITLES or value in ("error", "warning") else text
    if isinstance(value, tuple):
        return tuple(said(one, text) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: said(getattr(value, one.name), text) for one in fields(value)})
    return value


@pytest.mark.parametrize("report", [PASSED, WAITING, STOPPED], ids=["passed", "waiting", "stopped"])
def test_the_gate_report_has_no_element_that_a_text_brought(report):
    assert_no_element_of_theirs(page_html(said(report, hostile())), page_html(said(report, "plain")))


def test_the_word_document_has_no_field_and_no_link_that_a_text_brought(tmp_path: Path):
    made, edition = edition_of("=")
    written(tmp_path, made, edition, "docx")
    (path, *_) = sorted(tmp_path.glob("*.docx"))
    with zipfile.ZipFile(path) as document:
        parts = {name: document.read(name).decode("utf-8") for name in document.namelist() if "xml" in name}
    assert "&lt;script&gt;alert(1)" in parts["word/document.xml"]
    assert not [name for name, text in parts.items() if 'TargetMode="External"' in text]
    fields_in_it = "".join(re.findall(r"<w:instrText[^>]*>([^<]*)", parts["word/document.xml"]))
    assert "192.0.2.1" not in fields_in_it


def test_every_module_that_writes_markdown_for_the_ui_is_known():
    root = PROJECT_ROOT / "dagster_project"
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"MetadataValue\.md\(|MarkdownMetadataValue\(", path.read_text(encoding="utf-8"))
    }
    assert found == WRITES_MARKDOWN
