"""The PDF: every printed figure in each language, tagged and archivable, same bytes in any process."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from dagster_project.company import Names
from dagster_project.figures.numbers import scale_text
from dagster_project.languages import WRITTEN as LANGUAGES
from dagster_project.languages import Language
from dagster_project.publish import pdf
from dagster_project.publish.document import Edition, legends, wording
from dagster_project.publish.draft import write_draft
from dagster_project.publish.faults import PublishError
from dagster_project.publish.pdf import pdf_bytes
from dagster_project.publish.registers import Note
from tests.unit.publish.printed_values import YEAR, Given, company
from tests.unit.publish.test_files import given

pytestmark = pytest.mark.slow

SUFFIX = {"zh-Hant": "", "zh-Hans": ".zh-Hans", "en": ".en"}
FULL_SCORE = re.compile(r" \(滿分(.+)分\)")


def edition_in_all_languages() -> Edition:
    return given(company=company(languages=list(LANGUAGES))).edition(
        documents=["Report 2022"], inputs="abc123"
    )


@pytest.fixture(scope="module")
def edition() -> Edition:
    return edition_in_all_languages()


@pytest.fixture(scope="module")
def draft(tmp_path_factory, edition):
    folder = tmp_path_factory.mktemp("release") / "draft"
    write_draft(folder, edition, Given().values)
    return folder


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request) -> Language:
    return request.param


@pytest.fixture(scope="module")
def document(draft, language) -> PdfReader:
    return PdfReader(draft / f"appendix{SUFFIX[language]}.pdf")


def text_of(document: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in document.pages)


def closed_up(text: str) -> str:
    """Text without any space, so that it is the same however its lines are broken."""
    return re.sub(r"\s", "", text)


def text_of_bytes(made: bytes, tmp_path) -> str:
    path = tmp_path / "made.pdf"
    path.write_bytes(made)
    return text_of(PdfReader(path))


def expected_rows(draft, edition: Edition, language: Language) -> list[str]:
    """Each line of the table as it is to be read: label, unit, the figures of `appendix.csv` with their notes."""
    with (draft / "appendix.csv").open(encoding="utf-8", newline="") as file:
        printed = list(csv.DictReader(file))
    numbers = edition.footnotes()
    rows = []
    for line, row in zip(edition.lines, printed, strict=True):
        label = (line.breakdown or line.kpi).in_language(language)
        figures = []
        for cell in line.cells:
            digits, score, _ = (*FULL_SCORE.split(row[str(cell.year)]), None, None)[:3]
            marks = ",".join(str(numbers[note.note_id][0]) for note in cell.notes)
            scale = scale_text(Decimal(score), language) if score else ""
            figures.append(f"{digits}{marks}{scale}")
        rows.append(closed_up(f"{label}{line.unit.in_language(language)}{''.join(figures)}"))
    return rows


def test_every_figure_of_the_csv_stands_beside_its_label_and_unit_in_print_order(
    draft, edition, document, language
):
    text = closed_up(text_of(document))
    place = 0
    for row in expected_rows(draft, edition, language):
        found = text.find(row, place)
        assert found >= 0, row
        place = found + len(row)


def test_notes_legends_methods_and_comparison_are_in_it(edition, document, language):
    text = closed_up(text_of(document))
    words = wording(language)
    wanted = [note.text.in_language(language) for _, note in edition.footnotes().values()]
    wanted += legends(edition, edition.all_lines, language)
    wanted += [method.formula.in_language(language) for _, method in edition.methods()]
    wanted += [method.source.in_language(language) for _, method in edition.methods()]
    wanted += [words["comparison_intro"], "0.08100.0809", words["outcomes"]["known_difference"]]
    wanted += ["Report 2022", "abc123"]
    assert [one for one in wanted if closed_up(one) not in text] == []


def test_no_sign_is_lost(document):
    assert not re.search("[\ufffd\0]", text_of(document))


def test_every_page_says_that_it_is_a_draft_of_made_up_data_and_which_page_it_is(document, language):
    words = wording(language)
    for number, page in enumerate(document.pages, 1):
        text = closed_up(page.extract_text())
        assert closed_up(words["page"].format(page=number, pages=len(document.pages))) in text
        assert closed_up(words["made_up"]) in text
        assert text.count(words["draft"]) >= 2


def test_the_table_repeats_its_headings_on_the_next_page(document, language):
    words = wording(language)
    heads = closed_up(f"{words['kpi']}{words['unit']}{words['year'].format(year=YEAR - 2)}")
    assert [heads in closed_up(page.extract_text()) for page in document.pages[:2]] == [True, True]


def test_the_title_date_and_language_are_those_of_the_edition(document, edition, language):
    told = document.metadata
    assert told is not None
    name = edition.company.names.in_language(language)
    assert told.title == f"{name} · {wording(language)['title'].format(year=YEAR)}"
    assert told.author == name
    assert told["/CreationDate"] == told["/ModDate"] == f"D:{YEAR}1231000000Z"
    assert (
        document.trailer["/Root"]["/Lang"]
        == {"zh-Hant": "zh-HK", "zh-Hans": "zh-CN", "en": "en-GB"}[language]
    )


def test_it_is_tagged_and_says_that_it_is_pdf_a_2a_and_pdf_ua_1(document):
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    xmp = root["/Metadata"].get_object().get_data().decode("utf-8")
    for name, value in (("pdfaid:part", "2"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")):
        assert re.search(rf"<{name}>{value}</{name}>", xmp), name


def test_its_tables_have_heads_and_its_headings_are_tagged(document):
    tags = list(_tags(document.trailer["/Root"]["/StructTreeRoot"]))
    assert {"/Table", "/TR", "/TH", "/TD", "/H1", "/H2", "/Link"} <= set(tags)
    assert tags.count("/Table") == 4


def _tags(element):
    kids = element.get("/K", [])
    if "/S" in element:
        yield element["/S"]
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, dict):
            yield from _tags(kid)


def test_the_bookmarks_are_the_sections_with_their_categories_each_once(edition, document, language):
    words = wording(language)
    wanted = []
    for section, categories in edition.sections():
        wanted.append(section.names.in_language(language))
        wanted.append([category.names.in_language(language) for category, _ in categories])
    wanted += [words[name] for name in ("notes", "methods", "comparison", "provenance")]
    assert [_titles(entry) for entry in document.outline] == wanted


def _titles(entry):
    return [_titles(one) for one in entry] if isinstance(entry, list) else entry.title


def test_every_font_is_embedded_and_none_is_the_machines(document):
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in document.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
    assert {re.sub(r"^/[A-Z]{6}\+", "", font["/FontName"]).split("-")[0] for font in fonts} <= {
        "NotoSans",
        "NotoSansTC",
        "NotoSansSC",
    }


def test_the_marks_lead_to_the_pages_that_the_notes_stand_on(edition, document):
    links = [one.get_object() for page in document.pages for one in page.get("/Annots", [])]
    marks = sum(len(cell.notes) for line in edition.lines for cell in line.cells)
    assert len(links) == marks > 0
    notes = {
        number
        for number, page in enumerate(document.pages)
        if any(f"({note})" in page.extract_text() for note, _ in edition.footnotes().values())
    }
    assert {document.get_page_number(_page_of(document, link)) for link in links} == notes


def _page_of(document: PdfReader, link):
    place = link["/Dest"] if "/Dest" in link else link["/A"]["/D"]
    if isinstance(place, str):
        return document.named_destinations[place].page.get_object()
    return place[0].get_object()


def test_a_company_that_reports_in_english_gets_it_as_the_first_file(tmp_path):
    made = given(company=company(languages=["en"]))
    write_draft(tmp_path / "draft", made.edition(), made.values)
    assert {path.name for path in (tmp_path / "draft").glob("*.pdf")} == {"appendix.pdf"}
    text = text_of(PdfReader(tmp_path / "draft" / "appendix.pdf"))
    assert "Key performance indicators 2023" in text
    assert "績效" not in text


def test_a_real_company_is_not_called_made_up(tmp_path):
    made = given(company=company(made_up=False))
    text = text_of_bytes(pdf_bytes(made.edition(), "en"), tmp_path)
    assert wording("en")["made_up"] not in text
    assert text.count("Draft") >= 2


def test_text_is_never_markup(tmp_path):
    nasty = '#panic("x") *bold* _it_ $x^2$ @ref <label> `raw` \\ // no comment ~ "q" \'q\' -- = [x]'
    names = {"zh-Hant": nasty, "zh-Hans": nasty, "en": nasty}
    made = given(company=company(names=names))
    made.notes = [replace(note, text=Names.model_validate(names)) for note in made.notes]
    text = closed_up(text_of_bytes(pdf_bytes(made.edition(), "zh-Hant"), tmp_path))
    assert text.count(closed_up(nasty)) > len({note.note_id for note in made.notes})


def test_several_notes_at_one_figure_stand_beside_each_other(tmp_path):
    made = given()
    first = made.notes[0]
    made.notes.append(Note("zz-9", first.key, first.year, first.text))
    numbers = {note_id: number for note_id, (number, _) in made.edition().footnotes().items()}
    text = closed_up(text_of_bytes(pdf_bytes(made.edition(), "en"), tmp_path))
    assert f"{numbers[first.note_id]},{numbers['zz-9']}" in text


def test_an_edition_without_notes_comparatives_and_inputs_has_no_empty_parts(tmp_path):
    made = Given(published=[], notes=[])
    text = text_of_bytes(pdf_bytes(made.edition(), "en"), tmp_path)
    words = wording("en")
    assert words["comparison_none"] in text
    assert words["provenance_inputs"] not in text
    assert f"\n{words['notes']}\n" not in text


def test_a_sign_that_no_font_has_is_named_with_what_to_do():
    made = given()
    first = made.notes[0]
    emoji = Names.model_validate(dict.fromkeys(LANGUAGES, "Growth 🦄"))
    made.notes = [replace(n, text=emoji) if n.note_id == first.note_id else n for n in made.notes]
    with pytest.raises(PublishError, match=r"🦄.*Noto Sans TC.*other signs, then publish again"):
        pdf_bytes(made.edition(), "zh-Hant")


def test_missing_fonts_say_what_to_run(tmp_path, monkeypatch, edition):
    monkeypatch.setattr(pdf, "FONTS", tmp_path)
    with pytest.raises(PublishError, match=r"Noto Sans TC \(weight 700\).*Run `make setup`"):
        pdf_bytes(edition, "zh-Hant")


@pytest.mark.slow
def test_the_same_bytes_come_out_of_any_process(tmp_path, edition):
    """Another time zone, another seed of hashes, another folder, another day as far as a build may tell one."""
    script = (
        "import sys; from tests.unit.publish.test_pdf import edition_in_all_languages as e, pdf_bytes, LANGUAGES;"
        "sys.stdout.buffer.write(b''.join(pdf_bytes(e(), one) for one in LANGUAGES))"
    )
    places = [("UTC", "1", "0"), ("Asia/Hong_Kong", "2", "1700000000")]
    root = str(Path(__file__).parents[3])
    made = [
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            check=True,
            cwd=tmp_path,
            env=os.environ
            | {"TZ": zone, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": epoch, "PYTHONPATH": root},
        ).stdout
        for zone, seed, epoch in places
    ]
    assert made[0] == made[1] == b"".join(pdf_bytes(edition, one) for one in LANGUAGES)
