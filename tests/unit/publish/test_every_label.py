"""Every KPI, index row and note stands in every format and language, with its value, and is translated.

The edition that is walked prints the whole registry and both indices: a KPI, a standard or a language that is added
is walked by itself. A fourth language is made up for it in one file (`made_up_language`).
"""

from __future__ import annotations

import csv
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from lxml import html
from pypdf import PdfReader

from dagster_project.chinese import simplified
from dagster_project.figures.values import Key, KpiValue
from dagster_project.languages import WRITTEN as LANGUAGES
from dagster_project.languages import Language, is_a_sign
from dagster_project.project import SEEDS_DIR
from dagster_project.publish.document import Edition, years_of
from dagster_project.publish.draft import write_draft
from dagster_project.publish.formats import file_name
from dagster_project.publish.index_claims import check_claims
from dagster_project.publish.index_words import SIGNS, UNVERIFIED
from dagster_project.publish.indices import Index, IndexRow, indices, printed_table
from dagster_project.publish.labels import names_in, shared_texts
from dagster_project.publish.lines import Line
from dagster_project.publish.phrases import phrase
from dagster_project.publish.registers import Claim, Note
from dagster_project.publish.written_notes import load_rules
from dagster_project.registry.kpis import Kpi
from dagster_project.registry.outline import Outline
from dagster_project.registry.standards import load_standards
from tests.unit.publish import made_up_language
from tests.unit.publish.made_up_language import own
from tests.unit.publish.printed_values import OUTLINE, REGISTRY, YEAR, Given, company, golden_notes, value

pytestmark = pytest.mark.slow

FORMATS = ("xlsx", "docx", "html", "pdf")
WALKED = [*LANGUAGES, made_up_language.TAG]
CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
Row = tuple[str, ...]


def registry_outline() -> Outline:
    """A chapter for each KPI with its figure and every breakdown, beside the table."""
    categories = [
        {
            "id": f"every_{kpi.id}",
            "names": kpi.names,
            "comparatives": 0,
            "lines": [
                {"kpi": kpi.id, "dimension": one} for one in dict.fromkeys(d for d, _ in kpi.members())
            ],
        }
        for kpi in REGISTRY.values()
    ]
    names = own("全部指標", "The whole registry")
    sections = [{"id": "every", "names": names, "categories": categories}]
    return Outline.model_validate({"id": "every", "names": names, "repeats": True, "sections": sections})


def some_value(kpi: Kpi, key: Key) -> KpiValue:
    parts: dict = {"numerator": Decimal(3 * kpi.divisor)}
    if not kpi.is_additive:
        parts["denominator"] = Decimal(4)
    if kpi.kind == "score":
        parts["scale"] = Decimal(5)
    return value(key, **parts)


def told_apart(notes: Sequence[Note]) -> list[Note]:
    """The notes with a text of its own each, and one that a rule wrote."""
    numbers = {note_id: at for at, note_id in enumerate(dict.fromkeys(one.note_id for one in notes))}
    by_people = [
        replace(one, text=own(f"第{at}項說明", f"Remark no. {at}"))
        for one in notes
        for at in [numbers[one.note_id]]
    ]
    by_rule = load_rules().small_base.text
    return [
        *by_people,
        Note("small_base-1", Key("headcount", "total", "total"), YEAR, by_rule, written_by="small_base"),
    ]


def claims() -> list[Claim]:
    where = own("4 環境 - 4.1 應對氣候變化", "4 Environment - 4.1 Climate change")
    reason = own("業務不涉及", "Not part of the business")
    return [
        Claim(YEAR, "HKEX", "A1.0", "disclosed", where, None, True),
        Claim(YEAR, "HKEX", "A1.2", "disclosed", where, None, True),
        Claim(YEAR, "HKEX", "A1.1", "not_applicable", None, reason, True),
        Claim(YEAR, "GRI", "305-2", "partly", where, None, True),
        Claim(YEAR, "GRI", "2-1", "disclosed", where, None, True),
        Claim(YEAR, "GRI", "2-7", "omitted", None, reason, True),
    ]


def with_an_unverified_row(index: Index) -> Index:
    return replace(index, rows=(replace(index.rows[0], verified=False), *index.rows[1:]))


@cache
def edition() -> Edition:
    choices = {
        "names": own("虛構科技集團", "Imagined Technology Group"),
        "boundary": own("全部職場", "All sites"),
    }
    made = Given(company=company(languages=WALKED, **choices), notes=told_apart(golden_notes()))
    printed = {one.key: one for one in made.values}
    every = registry_outline()
    made.values = [
        printed.get(key) or some_value(REGISTRY[key.kpi_id], key)
        for key in (Key(*member) for member in every.members(REGISTRY))
    ]
    lines = made.lines(OUTLINE.followed_by(every))
    table = [line for line in lines if line.section.id != "every"]
    chapters = [line for line in lines if line.section.id == "every"]
    tables = [printed_table(OUTLINE.names, table), printed_table(every.names, chapters)]
    standards = load_standards(SEEDS_DIR / "standards", REGISTRY)
    found = indices(standards, REGISTRY, tables, set(printed), claims(), YEAR, YEAR)
    return made.edition(
        lines=table,
        chapter_outline=every,
        chapters=chapters,
        indices=tuple(with_an_unverified_row(one) for one in found),
        claim_checks=check_claims(found, claims(), YEAR),
        inputs="abc123",
    )


@pytest.fixture(scope="module", autouse=True)
def made_up_fourth_language(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        made_up_language.add_language(patch, tmp_path_factory.mktemp("seeds") / "languages")
        yield


@pytest.fixture(scope="module")
def draft(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("walk") / "draft"
    made = edition()
    values = [some_value(REGISTRY[key.kpi_id], key) for key in made.figures]
    write_draft(folder, made, values)
    return folder


@pytest.fixture(scope="module", params=WALKED)
def language(request) -> Language:
    return request.param


def closed_up(text: str) -> str:
    """Without any space, so that it is the same however lines are broken."""
    return re.sub(r"\s", "", text)


class Read(ABC):
    """A document as a reader has it: the cells of its rows, closed up, and its whole text."""

    def __init__(self, draft: Path, language: Language) -> None:
        self.path = draft / file_name(edition().company, language, self.suffix)
        self.language = language
        self.rows = [tuple(closed_up(cell) for cell in row) for row in self.read()]
        self.places = {row: at for at, row in reversed(list(enumerate(self.rows)))}

    suffix = ""

    @abstractmethod
    def read(self) -> Iterator[Row]:
        """The cells of each row."""

    @property
    def text(self) -> str:
        return "\n".join("|".join(row) for row in self.rows)

    def has(self, row: Row) -> bool:
        """Whether a row begins with these cells."""
        cells = tuple(closed_up(cell) for cell in row)
        return any(one[: len(cells)] == cells for one in self.rows)

    def years(self, lines: Sequence[Line], line: Line) -> tuple[int, ...]:
        return years_of([one for one in lines if one.section.id == line.section.id])


class Xlsx(Read):
    suffix = "xlsx"

    def read(self) -> Iterator[Row]:
        for sheet in openpyxl.load_workbook(self.path).worksheets:
            for row in sheet.iter_rows():
                yield tuple(self.shown(cell) for cell in row)

    @staticmethod
    def shown(cell) -> str:
        if not isinstance(cell.value, int | float):
            return cell.value or ""
        places, _, scale = cell.number_format.partition('"')
        decimals = len(places.strip().partition(".")[2])
        return f"{cell.value:,.{decimals}f}" + scale.rstrip('"')

    def years(self, lines: Sequence[Line], line: Line) -> tuple[int, ...]:
        return years_of(lines)


class Docx(Read):
    suffix = "docx"

    def read(self) -> Iterator[Row]:
        document = Document(str(self.path))
        for part in document.iter_inner_content():
            if hasattr(part, "rows"):
                for row in part.rows:
                    yield tuple(self.shown(cell) for cell in row.cells)
            else:
                yield (part.text,)

    @staticmethod
    def shown(cell) -> str:
        """Without the marks of the notes, which are raised."""
        return "".join(run.text for one in cell.paragraphs for run in one.runs if not run.font.superscript)


class Html(Read):
    suffix = "html"

    def __init__(self, draft: Path, language: Language) -> None:
        self.whole = html.parse(str(draft / "appendix.html"))
        super().__init__(draft, language)

    def read(self) -> Iterator[Row]:
        (article,) = self.whole.xpath(f"//article[@lang='{self.language}']")
        for unread in article.xpath(".//sup | .//*[@class='sr'] | .//*[@class='unit-inline']"):
            unread.drop_tree()
        for part in article.xpath(".//tr | .//li | .//p | .//h1 | .//h2 | .//h3 | .//dd"):
            cells = part.xpath("./th | ./td") or [part]
            yield tuple(cell.text_content() for cell in cells)


class Pdf(Read):
    suffix = "pdf"

    def read(self) -> Iterator[Row]:
        for page in PdfReader(self.path).pages:
            yield (page.extract_text(),)

    @property
    def text(self) -> str:
        return "".join("".join(row) for row in self.rows)

    def has(self, row: Row) -> bool:
        return closed_up("".join(row)) in self.text


READERS = {"xlsx": Xlsx, "docx": Docx, "html": Html, "pdf": Pdf}


@pytest.fixture(scope="module", params=FORMATS)
def document(request, draft, language) -> Read:
    return READERS[request.param](draft, language)


def label(lines: Sequence[Line], line: Line, language: Language) -> str:
    """A member by its own name below the name of its breakdown, which has at least two."""
    together = [
        one
        for one in lines
        if (one.key.kpi_id, one.key.dimension, one.category.id)
        == (line.key.kpi_id, line.key.dimension, line.category.id)
    ]
    return (line.breakdown if line.breakdown and len(together) > 1 else line.label).in_language(language)


def expected(document: Read, lines: Sequence[Line], line: Line) -> Row:
    """Label, unit and figures of a line as a format shows them; a PDF's marks stand behind their digits."""
    language, numbers = document.language, edition().footnotes()
    figures = []
    for cell in (one for one in line.cells if one.year in document.years(lines, line)):
        text = cell.text(language)
        if isinstance(document, Pdf):
            marks = ",".join(str(numbers[note.note_id][0]) for note in cell.notes)
            text = f"{cell.digits}{marks}{text.removeprefix(cell.digits)}"
        figures.append(text)
    return (label(lines, line, language), line.unit.in_language(language), *figures)


def test_every_line_has_its_label_unit_and_figures(document):
    made = edition()
    assert {line.key.kpi_id for line in made.chapters} == REGISTRY.keys()
    missing = [
        expected(document, lines, line)
        for lines in (made.lines, made.chapters)
        for line in lines
        if not document.has(expected(document, lines, line))
    ]
    assert missing == []


def test_every_heading_of_lines_and_breakdowns_is_there(document):
    made = edition()
    wanted = [names for line in made.all_lines for names in (line.section.names, line.category.names)]
    wanted += [line.kpi for line in made.all_lines]
    text = closed_up(document.text)
    assert [one.en for one in wanted if closed_up(one.in_language(document.language)) not in text] == []


def index_row(row: IndexRow, language: Language) -> Row:
    code = row.label.in_language(language) + ("" if row.verified else UNVERIFIED)
    status = f"{SIGNS[row.status]} {phrase('status', row.status).in_language(language)}"
    where = row.where.in_language(language) if row.where else ""
    lacks = [one.in_language(language) for one in (*row.missing, *([row.reason] if row.reason else []))]
    return (code, row.title.in_language(language), status, where, "".join(lacks))


def test_every_row_of_the_indices_has_its_status_place_and_what_is_missing(document):
    made = edition()
    assert {row.status for index in made.indices for row in index.rows} == SIGNS.keys()
    rows = [index_row(row, document.language) for index in made.indices for row in index.rows]
    assert [row for row in rows if not document.has(row)] == []


def test_the_legend_says_which_numbers_are_unverified(document):
    assert document.text.count(UNVERIFIED) == 2 * len(edition().indices)


def test_every_note_has_its_number_and_text(document):
    text = closed_up(document.text)
    notes = edition().footnotes().values()
    assert len(notes) == 9
    wanted = [f"({number}){note.text.in_language(document.language)}" for number, note in notes]
    assert [one for one in wanted if closed_up(one) not in text] == []


def test_nothing_is_left_in_another_language(document):
    """English has no Chinese character, Simplified none that is only Traditional, Traditional no bare English.

    The made-up language has every text in guillemets; outside them stand signs, such as codes and symbols.
    """
    if document.language == "en":
        assert sorted(set(CJK.findall(document.text))) == []
    elif document.language == "zh-Hans":
        left = [one for row in document.rows for one in row if simplified(one) != one]
        assert left == []
    elif document.language == made_up_language.TAG:
        assert unlabelled(document) == set()
    else:
        names = [names for line in edition().all_lines for names in (line.kpi, line.breakdown) if names]
        assert [one.en for one in names if one.zh_hant == one.en] == []


def unlabelled(document: Read) -> set[str]:
    """Words outside any guillemets that are no code, id or text that is the same everywhere."""
    text = "\n".join("|".join(row) for row in document.rows)
    while text != (shorter := re.sub("«[^«»]*»", "", text)):
        text = shorter
    for sign in signs():
        text = text.replace(sign, "")
    return set(re.findall("[A-Za-z]{2,}", text))


@cache
def signs() -> list[str]:
    """What stands in every language as it is, the longest first."""
    made = edition()
    found = {one.en for one in names_in([*shared_texts().values()]) if is_a_sign(one.zh_hant, one.en)}
    found |= {part for kpi in REGISTRY.values() for one in kpi.standards for part in (one.standard, one.code)}
    found |= {part for index in made.indices for row in index.rows for part in (index.standard, row.code)}
    found |= {*made.footnotes(), made.inputs or ""}
    return sorted(map(closed_up, found), key=len, reverse=True)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_csv_files_hold_every_line_index_row_and_note(draft):
    made = edition()
    for name, lines in (("appendix.csv", made.lines), ("chapters.csv", made.chapters)):
        assert [
            (row["kpi"], row["breakdown"], row["unit"], row[str(YEAR)]) for row in rows_of(draft / name)
        ] == [
            (
                line.kpi.zh_hant,
                line.breakdown.zh_hant if line.breakdown else "",
                line.unit.zh_hant,
                line.current.text("zh-Hant"),
            )
            for line in lines
        ]
    for index in made.indices:
        rows = rows_of(draft / f"index_{index.id}.csv")
        assert [(row["code"], row["status"], row["verified"]) for row in rows] == [
            (one.code, one.status, str(one.verified).lower()) for one in index.rows
        ]
        for language in WALKED:
            assert [(row[f"title:{language}"], row[f"label:{language}"]) for row in rows] == [
                (one.title.in_language(language), one.label.in_language(language)) for one in index.rows
            ]
    notes = rows_of(draft / "notes.csv")
    assert [(row["number"], row["note"], row["written_by"]) for row in notes] == [
        (str(number), note.note_id, note.written_by or "") for number, note in made.footnotes().values()
    ]
    for language in WALKED:
        assert [row[f"text:{language}"] for row in notes] == [
            note.text.in_language(language) for _, note in made.footnotes().values()
        ]
