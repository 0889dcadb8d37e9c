"""Formats: a draft has all of them or those that were asked for, says so, and is the same bytes on another day."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from typer.testing import CliRunner

from dagster_project.cli import app
from dagster_project.languages import WRITTEN as LANGUAGES
from dagster_project.publish.document import Edition
from dagster_project.publish.docx import docx_bytes
from dagster_project.publish.draft import write_draft
from dagster_project.publish.formats import FORMATS, left_out
from tests.unit.publish.printed_values import CHAPTERS, Given, company
from tests.unit.publish.test_files import given

MADE_FROM = {
    "xlsx": {"appendix.xlsx", "appendix.en.xlsx"},
    "pdf": {"appendix.pdf", "appendix.en.pdf"},
    "docx": {"appendix.docx", "appendix.en.docx"},
    "html": {"appendix.html"},
    "csv": {"appendix.csv", "chapters.csv", "notes.csv"},
    "json": {"figures.json"},
    "parquet": {"figures.parquet"},
}


def edition() -> Edition:
    return given(company=company(languages=["zh-Hant", "en"]), chapters=CHAPTERS).edition(inputs="abc123")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_every_format_has_its_files():
    assert MADE_FROM.keys() == FORMATS.keys()


@pytest.mark.parametrize("wanted", [["csv"], ["json", "docx"], ["pdf", "xlsx", "html", "parquet"]])
def test_a_narrowed_draft_has_the_files_of_its_formats_and_says_what_it_lacks(tmp_path, wanted):
    write_draft(tmp_path / "draft", edition(), Given().values, formats=wanted)
    files = set().union(*(MADE_FROM[name] for name in wanted))
    assert names(tmp_path / "draft") == files | {"datapackage.json", "printed.json", "manifest.json"}
    manifest = json.loads((tmp_path / "draft" / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(manifest["formats_left_out"]) == sorted(FORMATS.keys() - set(wanted))
    package = json.loads((tmp_path / "draft" / "datapackage.json").read_text(encoding="utf-8"))
    described = {one["path"] for one in package["resources"] if "path" in one}
    assert described == {name for name in files if name.endswith((".csv", "figures.json", ".parquet"))}


def test_a_whole_draft_lacks_nothing(tmp_path):
    write_draft(tmp_path / "draft", edition(), Given().values)
    manifest = json.loads((tmp_path / "draft" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["formats_left_out"] == []
    assert names(tmp_path / "draft") == set().union(*MADE_FROM.values()) | {
        "datapackage.json",
        "printed.json",
        "manifest.json",
    }


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(ValueError, match=r"odt: no format.*xlsx, pdf, docx"):
        write_draft(tmp_path / "draft", edition(), Given().values, formats=["odt"])
    assert not (tmp_path / "draft").exists()
    assert left_out([]) == []


def test_the_command_line_names_the_formats_that_there_are():
    shown = CliRunner().invoke(app, ["run", "--help"], env={"COLUMNS": "300"}).output
    assert all(name in shown for name in FORMATS)
    refused = CliRunner().invoke(app, ["run", "--year", "2023", "--format", "odt"], env={"COLUMNS": "300"})
    assert refused.exit_code == 2
    assert "odt: no format of the draft" in refused.output


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_the_same_bytes_on_another_day(tmp_path, monkeypatch, name):
    values = Given().values
    first = write_draft(tmp_path / "one", edition(), values, formats=[name])
    monkeypatch.setattr("time.time", lambda: 1_935_990_489.0)
    second = write_draft(tmp_path / "two", edition(), values, formats=[name])
    assert first == second


@pytest.fixture(scope="module", params=LANGUAGES)
def word(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("word") / "appendix.docx"
    made = given(company=company(languages=list(LANGUAGES)), chapters=CHAPTERS).edition()
    path.write_bytes(docx_bytes(made, request.param))
    return request.param, path, Document(str(path))


def test_the_tables_of_the_word_document_repeat_their_heads_and_are_named(word):
    _, _, document = word
    assert len(document.tables) == 4
    for table in document.tables:
        head, *rows = table.rows
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        assert not any(row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table.style.name == "Appendix"


def test_the_word_document_has_headings_for_the_navigation_pane(word):
    _, _, document = word
    levels = [one.style.name for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert levels == [
        "Heading 1",
        "Heading 1",
        "Heading 1",
        "Heading 2",
        "Heading 2",
        "Heading 1",
        "Heading 1",
    ]


def test_the_word_document_says_its_language_and_fonts(word):
    language, _, document = word
    (lang,) = document.styles.element.iter(qn("w:lang"))
    chinese = {"zh-Hant": "zh-HK", "zh-Hans": "zh-CN", "en": "zh-HK"}[language]
    assert (lang.get(qn("w:val")), lang.get(qn("w:eastAsia"))) == ("en-GB", chinese)
    used = {one.style.name for one in document.paragraphs}
    used |= {one.style.name for table in document.tables for cell in table._cells for one in cell.paragraphs}
    for name in used:
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:ascii")) == "Calibri"
        assert fonts.get(qn("w:eastAsia")) in ("Microsoft JhengHei", "Microsoft YaHei")
        assert not [one for one in fonts.attrib if one.endswith("Theme")]


def test_the_word_document_tells_no_clock(word):
    _, path, document = word
    properties = document.core_properties
    assert (properties.created, properties.modified) == (datetime(2023, 12, 31, tzinfo=UTC),) * 2
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_word_document_says_that_it_is_a_draft_of_made_up_data(word):
    language, _, document = word
    stamp = document.sections[0].header.paragraphs[0].text
    assert {"zh-Hant": "草稿 · 虛構數據", "zh-Hans": "草稿 · 虚构数据", "en": "Draft · Made-up data"}[
        language
    ] in stamp


def test_the_word_document_of_a_real_company_has_no_stamp_of_made_up_data(tmp_path):
    (tmp_path / "real.docx").write_bytes(docx_bytes(given(company=company(made_up=False)).edition(), "en"))
    document = Document(str(tmp_path / "real.docx"))
    texts = [one.text for one in (*document.paragraphs, *document.sections[0].header.paragraphs)]
    assert not [text for text in texts if "Made-up" in text]
