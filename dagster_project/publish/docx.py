"""The appendix as a Word document that a report team pastes into its own. Working papers stay in the workbook.

Everything is a style (`Figure`, `Label`, `Band`, ...), so that a paste takes on the look of the report that it goes to.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from dagster_project.figures.numbers import scale_text
from dagster_project.languages import Language, writing
from dagster_project.publish.document import (
    PRINTED_STANDARDS,
    Edition,
    LineGroup,
    Sections,
    codes,
    legends,
    period,
    provenance,
    wording,
    years_of,
)
from dagster_project.publish.docx_styles import BAND_FILL, TABLE, WARN, element, set_styles
from dagster_project.publish.index_words import PrintedIndex, printed_indices
from dagster_project.publish.lines import Line

MARGIN = Mm(18)
WIDTH = Mm(210) - 2 * MARGIN
UNIT, YEAR, CODES = Mm(26), Mm(22), (Mm(16), Mm(22))
INDEX_WIDTHS = (Mm(22), WIDTH - Mm(131), Mm(23), Mm(36), Mm(50))
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def docx_bytes(edition: Edition, language: Language) -> bytes:
    """The whole document, dated on the last day of the reporting year; same edition, same bytes."""
    made = _Document(edition, language)
    made.front()
    made.lines(edition.sections(), level=1)
    if edition.chapters_name is not None:
        made.heading(edition.chapters_name.in_language(language), 1)
        made.paragraph(made.words["chapters_intro"], "Remark").paragraph_format.keep_with_next = True
        made.lines(edition.chapter_sections(), level=2)
    made.notes()
    for index in printed_indices(edition, language):
        made.index(index)
    made.provenance()
    return _with_fixed_times(made.document)


def write_docx(path: Path, edition: Edition, language: Language) -> None:
    """Write the document in one language."""
    path.write_bytes(docx_bytes(edition, language))


class _Document:
    """The document being written, and its words."""

    def __init__(self, edition: Edition, language: Language) -> None:
        self.edition = edition
        self.language: Language = language
        self.words = wording(language)
        self.numbers = edition.footnotes()
        self.company = edition.company.names.in_language(language)
        self.title = self.words["title"].format(year=edition.year)
        self.document = Document()
        _set_properties(self)
        set_styles(self.document, language)
        _set_page(self)
        self._style_ids = {style.name: style.style_id for style in self.document.styles}

    def put_in_style(self, paragraph: Paragraph, style: str) -> None:
        """Set a paragraph's style by its id: by its name the library looks through all styles each time."""
        paragraph._p.style = self._style_ids[style]

    def text(self, names: Any) -> str:
        return names.in_language(self.language)

    def heading(self, text: str, level: int, *, on_new_page: bool = False) -> None:
        heading = self.document.add_heading(text, level)
        heading.paragraph_format.page_break_before = on_new_page or None

    def paragraph(self, text: str, style: str) -> Paragraph:
        return self.document.add_paragraph(text, style)

    def front(self) -> None:
        """Company, title, what the figures are of."""
        company, words = self.edition.company, self.words
        self.paragraph(self.company, "Subtitle")
        self.paragraph(self.title, "Title")
        if company.made_up:
            self.paragraph(f"{words['made_up']}  {words['made_up_detail']}", "Warning")
        facts = (
            (words["period"], period(self.edition, self.language)),
            (words["boundary"], self.text(company.boundary)),
        )
        for label, text in facts:
            self.paragraph(f"{label}{words['colon']}{text}", "Remark")

    def lines(self, sections: Sections, level: int) -> None:
        """A heading and a table for each section."""
        for section, categories in sections:
            name = self.text(section.names)
            self.heading(name, level)
            lines = [line for _, groups in categories for group in groups for line in group.lines]
            years = years_of(lines)
            head = [self.words["kpi"], self.words["unit"]]
            head += [self.words["year"].format(year=year) for year in years]
            label = WIDTH - UNIT - YEAR * len(years) - sum(CODES)
            widths = [label, UNIT, *(YEAR for _ in years), *CODES]
            styles = [
                "Head",
                "Head",
                *("Head figure" for _ in years),
                *("Head code" for _ in PRINTED_STANDARDS),
            ]
            head += PRINTED_STANDARDS
            table = _Rows(self, name, list(zip(head, styles, strict=True)), widths)
            for category, groups in categories:
                table.band(self.text(category.names))
                for group in groups:
                    self._group(table, group, years)

    def _group(self, table: _Rows, group: LineGroup, years: Sequence[int]) -> None:
        is_member = group.heading is not None
        if group.heading is not None:
            blanks = [("", "Label")] * (1 + len(years))
            label = (self.text(group.heading.kpi), "Label")
            cells = table.row([label, *blanks, *self._codes(group.heading)], with_next=True)
            cells[0].merge(cells[1])
        for line in group.lines:
            cells = table.row(
                [
                    (self.text(group.label(line)), "Member" if is_member else "Label"),
                    (self.text(line.unit), "Aside"),
                    *(("", "Figure") for _ in years),
                    *([("", "Code")] * len(PRINTED_STANDARDS) if is_member else self._codes(line)),
                ],
                with_next=is_member and line is not group.lines[-1],
            )
            self._figures(cells[2 : 2 + len(years)], line, years)

    def _codes(self, line: Line) -> list[tuple[str, str]]:
        return [(codes(line.standards, one, self.edition.begins_in), "Code") for one in PRINTED_STANDARDS]

    def _figures(self, cells: Sequence[_Cell], line: Line, years: Sequence[int]) -> None:
        printed = [cell for cell in line.cells if cell.year in years]
        for place, cell in zip(cells, printed, strict=True):
            paragraph = place.paragraphs[0]
            paragraph.add_run(cell.digits).bold = True if cell is line.current else None
            if cell.notes:
                marks = ",".join(str(self.numbers[note.note_id][0]) for note in cell.notes)
                paragraph.add_run(marks).font.superscript = True
            if cell.scale is not None:
                self.put_in_style(place.add_paragraph(scale_text(cell.scale, self.language)), "Scale")

    def notes(self) -> None:
        """The notes in the order of their numbers, and what the signs in the tables mean."""
        edition, words = self.edition, self.words
        if self.numbers:
            self.heading(words["notes"], 1)
        for number, note in self.numbers.values():
            self.paragraph(f"({number})\t{self.text(note.text)}", "Note")
        for text in legends(edition, edition.all_lines, self.language):
            self.paragraph(text, "Remark")

    def index(self, index: PrintedIndex) -> None:
        """A heading and a table for an index of a standard."""
        names = ("index_code", "index_title", "index_status", "index_where", "index_lacks")
        self.heading(index.title, 1, on_new_page=True)
        self.paragraph(index.lead, "Remark").paragraph_format.keep_with_next = True
        table = _Rows(self, index.title, [(self.words[name], "Head") for name in names], INDEX_WIDTHS)
        for band, rows in index.groups:
            table.band(band)
            for one in rows:
                texts = (one.code, one.title, one.status_text, one.where, "\n".join(one.lacks))
                table.row([(text, "Label" if at < 3 else "Aside") for at, text in enumerate(texts)])
        for text in index.legends:
            self.paragraph(text, "Remark")

    def provenance(self) -> None:
        """Where the figures are from."""
        self.heading(self.words["provenance"], 1)
        for text in provenance(self.edition, self.language):
            self.paragraph(text, "Remark")


class _Rows:
    """A table being written row by row under a head that is repeated on each page."""

    def __init__(
        self,
        made: _Document,
        name: str,
        head: Sequence[tuple[str, str]],
        widths: Sequence[int],
    ) -> None:
        self.made = made
        self.table: Table = made.document.add_table(rows=0, cols=len(head), style=TABLE)
        self.table.alignment = WD_TABLE_ALIGNMENT.LEFT
        self.table.autofit = False
        for column, width in zip(self.table.columns, widths, strict=True):
            column.width = Length(width)
        _describe(self.table, name)
        self.row(head, with_next=True)
        _mark(self.table.rows[0], "w:tblHeader")

    def row(self, texts: Sequence[tuple[str, str]], *, with_next: bool = False) -> tuple[_Cell, ...]:
        """Add a row of texts, each in its style, that no page end divides; gives its cells."""
        row = self.table.add_row()
        _mark(row, "w:cantSplit")
        cells = row.cells
        for cell, (text, style) in zip(cells, texts, strict=True):
            paragraph = cell.paragraphs[0]
            self.made.put_in_style(paragraph, style)
            if text:
                paragraph.add_run(text)
            if with_next:
                paragraph.paragraph_format.keep_with_next = True
        return cells

    def band(self, text: str) -> None:
        """Add a row that names the rows below it, over the whole width."""
        row = self.table.add_row()
        _mark(row, "w:cantSplit")
        cells = row.cells
        whole = cells[0].merge(cells[-1])
        self.made.put_in_style(whole.paragraphs[0], "Band")
        whole.paragraphs[0].add_run(text)
        whole._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=BAND_FILL))


def _mark(row: Any, tag: str) -> None:
    row._tr.get_or_add_trPr().append(element(tag))


def _describe(table: Table, name: str) -> None:
    """What a screen reader says of the table, and that its first row names the columns."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    properties.append(
        element(
            "w:tblLook",
            val="0020",
            firstRow="1",
            lastRow="0",
            firstColumn="0",
            lastColumn="0",
            noHBand="1",
            noVBand="1",
        )
    )
    properties.append(element("w:tblCaption", val=name))


def _set_properties(made: _Document) -> None:
    edition, properties = made.edition, made.document.core_properties
    day = datetime.combine(edition.company.reporting_year.dates(edition.year)[1], time())
    properties.title = f"{made.company} · {made.title}"
    properties.author = properties.last_modified_by = made.company
    properties.comments = made.words["made_up"] if edition.company.made_up else ""
    properties.subject = edition.stamp(made.language)
    properties.language = writing(made.language).locale
    properties.created = properties.modified = day
    properties.keywords = ""
    properties.revision = 1


def _set_page(made: _Document) -> None:
    section, words = made.document.sections[0], made.words
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = MARGIN
    section.top_margin, section.bottom_margin = Mm(22), Mm(18)
    section.header_distance = section.footer_distance = Mm(9)
    marks = [made.edition.stamp(made.language), *([words["made_up"]] if made.edition.company.made_up else [])]
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    header.style, footer.style = "Header", "Footer"
    header.add_run(f"{made.company}\t")
    stamp = header.add_run(" · ".join(marks))
    stamp.bold, stamp.font.color.rgb = True, RGBColor.from_string(WARN)
    before, rest = words["page"].split("{page}")
    between, after = rest.split("{pages}")
    footer.add_run(f"{made.title}\t{before}")
    _field(footer, "PAGE")
    footer.add_run(between)
    _field(footer, "NUMPAGES")
    footer.add_run(after)
    for paragraph in (header, footer):
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(Length(WIDTH), WD_TAB_ALIGNMENT.RIGHT)


def _field(paragraph: Paragraph, name: str) -> None:
    field = element("w:fldSimple", instr=name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _with_fixed_times(document: Any) -> bytes:
    """The file with the same times in its archive on every day."""
    saved, made = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return made.getvalue()
