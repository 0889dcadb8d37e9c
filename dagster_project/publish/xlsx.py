"""The appendix as a workbook that a finance team sends round: table, methods, comparatives. No computation.

A figure's cell holds the printed number with a number format of its decimals, so that what Excel shows,
copies and adds is what was printed; exact values are in `figures.json`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dagster_project.company import Names
from dagster_project.figures.numbers import MISSING, parse_printed, scale_text
from dagster_project.languages import Language, writing
from dagster_project.publish.comparison import BLOCKING, Comparison
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
from dagster_project.publish.index_words import (
    PrintedIndex,
    claims_count,
    printed_claims,
    printed_indices,
)
from dagster_project.publish.lines import Cell, Line
from dagster_project.spreadsheet_text import PLAIN_TEXT

A4 = 9
INK, SOFT, RULE, LINE = "#1C2733", "#5B6875", "#1F4E4A", "#D9DFE4"
BAND, NOW, WARN, WARN_INK, ALARM = "#E3ECEA", "#F3F8F7", "#FFF0D6", "#7A3B00", "#A11616"
LINE_HEIGHT = 15.0
HEADER_HEIGHT = 34.0
ROOM_FOR_OTHER_FONTS = 0.75
"""LibreOffice without the fonts of Excel sets columns a fifth wider; no column may fall off the page there."""
POINTS_PER_PAGE = 842 - 72 * (0.7 + 0.75)

Properties = dict[str, Any]


def number_format(decimals: int, scale: Decimal | None, language: Language) -> str:
    """The Excel format that shows a number as it is printed, such as `#,##0.00` or `#,##0.0" (滿分9分)"`."""
    places = "#,##0" + ("." + "0" * decimals if decimals else "")
    return places if scale is None else f'{places}" {scale_text(scale, language)}"'


def write_xlsx(path: Path, edition: Edition, language: Language) -> None:
    """Write the workbook in one language; its date of creation is the last day of the reporting year."""
    book = _Book(path, edition, language)
    _table_sheet(book)
    if edition.chapters_name is not None:
        _chapters_sheet(book, edition.chapters_name)
    for index in printed_indices(edition, language):
        _index_sheet(book, index)
    _methods_sheet(book)
    _comparison_sheet(book)
    if edition.claim_checks:
        _claims_sheet(book)
    book.workbook.close()


class _Book:
    """The workbook being written, its words, and its formats (one for each set of properties)."""

    def __init__(self, path: Path, edition: Edition, language: Language) -> None:
        self.edition = edition
        self.language: Language = language
        self.words = wording(language)
        self.writing = writing(language)
        self.company = edition.company.names.in_language(language)
        self.title = self.words["title"].format(year=edition.year)
        self.workbook = Workbook(str(path), PLAIN_TEXT)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._heights: dict[tuple[str, int], float] = {}
        last_day = edition.company.reporting_year.dates(edition.year)[1]
        self.workbook.set_properties(
            {
                "title": f"{self.company} · {self.title}",
                "company": self.company,
                "comments": self.words["made_up"] if edition.company.made_up else "",
                "created": datetime.combine(last_day, time()),
            }
        )

    @property
    def banners(self) -> list[tuple[str, str]]:
        """What stands over every sheet and page, each with what only the sheet has room for."""
        reviewers = [(self.words["for_reviewers"], "")] if self.edition.for_reviewers else []
        made_up = [(self.words["made_up"], self.words["made_up_detail"])]
        return reviewers + (made_up if self.edition.company.made_up else [])

    def format(self, **properties: Any) -> Format:
        """A format with the document's font and these properties."""
        whole = {
            "font_name": self.writing.fonts.excel,
            "font_size": 10,
            "font_color": INK,
            "valign": "vcenter",
        }
        whole |= properties
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(whole)
        return self._formats[key]

    def sheet(self, name: str, widths: Sequence[float], *, landscape: bool = False) -> Worksheet:
        """A sheet set up for A4, one page wide, with the document's name and page numbers on every page."""
        sheet = self.workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.format())
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.75)
        sheet.hide_gridlines(2)
        if self.banners:
            sheet.set_header(f"&C&9&K{WARN_INK[1:]}{' · '.join(_escape(text) for text, _ in self.banners)}")
        page = self.words["page"].format(page="&P", pages="&N")
        sheet.set_footer(f"&L&8{_escape(self.company)} · {_escape(self.title)}&R&8{page}")
        return sheet

    def row_height(self, sheet: Worksheet, row: int, points: float) -> None:
        """Set a row's height, and remember it for the page breaks."""
        sheet.set_row(row, points)
        self._heights[str(sheet.get_name()), row] = points

    def height(self, sheet: Worksheet, first: int, beyond: int) -> float:
        """Points that rows take, from the first to the one before `beyond`."""
        name = str(sheet.get_name())
        return sum(self._heights.get((name, row), LINE_HEIGHT) for row in range(first, beyond))

    def text(self, names: Any) -> str:
        return names.in_language(self.language)


def _excel(number: Decimal) -> float:
    """The double that Excel keeps; the number is rounded already and shows the same digits."""
    return float(number)


def _escape(text: str) -> str:
    return text.replace("&", "&&")


def _lines_needed(text: str, width: float) -> int:
    """Lines that wrapped text takes in a column of this width; a CJK character is two wide."""
    units = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 0.95 for sign in text)
    return max(1, ceil(units * 1.06 / width))


def _heading(book: _Book, sheet: Worksheet, subtitle: str, last_column: int) -> int:
    """Company, title and the banners at the top of a sheet; gives the next free row."""
    book.row_height(sheet, 0, 18)
    sheet.write_string(0, 0, book.company, book.format(font_size=11, font_color=SOFT))
    book.row_height(sheet, 1, 27)
    sheet.write_string(1, 0, subtitle, book.format(font_size=17, bold=True, font_color=RULE))
    row = 2
    for text, detail in book.banners:
        style = book.format(
            bold=True, font_color=WARN_INK, bg_color=WARN, indent=1, left=5, left_color="#E3A13B"
        )
        book.row_height(sheet, row, 21)
        sheet.merge_range(row, 0, row, last_column, f"{text}  {detail}".rstrip(), style)
        row += 1
    return row


def _header_format(book: _Book, **properties: Any) -> Format:
    return book.format(
        bold=True, font_color="#FFFFFF", bg_color=RULE, text_wrap=True, **({"align": "left"} | properties)
    )


LABEL_WIDTH, UNIT_WIDTH, YEAR_WIDTH, NOTE_WIDTH, CODES_WIDTHS = 44.0, 19.0, 14.5, 7.0, (7.0, 11.0)
FIRST_YEAR = 2


@dataclass(frozen=True)
class _Columns:
    """The columns of a sheet of lines: label, unit, the years that are printed, note, codes.

    A sheet is as wide with fewer years: the label takes the room.
    """

    years: tuple[int, ...]

    @property
    def widths(self) -> tuple[float, ...]:
        label = LABEL_WIDTH + YEAR_WIDTH * (3 - len(self.years))
        return (label, UNIT_WIDTH, *(YEAR_WIDTH for _ in self.years), NOTE_WIDTH, *CODES_WIDTHS)

    @property
    def note(self) -> int:
        return FIRST_YEAR + len(self.years)

    @property
    def codes(self) -> int:
        return self.note + 1

    @property
    def last(self) -> int:
        return self.codes + len(PRINTED_STANDARDS) - 1


def _table_sheet(book: _Book) -> None:
    edition, words = book.edition, book.words
    columns = _Columns(edition.years)
    sheet = book.sheet(book.words["sheet_table"], columns.widths)
    row = _heading(book, sheet, f"{book.title} ({edition.stamp(book.language)})", columns.last)
    facts = {
        words["period"]: period(edition, book.language),
        words["boundary"]: book.text(edition.company.boundary),
    }
    for label, text in facts.items():
        row = _paragraph(book, sheet, row, f"{label}{words['colon']}{text}", columns, font_color=SOFT)
    row, blocks = _lines(book, sheet, row + 1, columns, edition.sections())
    row = _notes(book, sheet, row + 1, columns, edition.lines)
    for text in provenance(edition, book.language):
        row = _paragraph(book, sheet, row, text, columns, font_color=SOFT)
    _break_pages(book, sheet, columns, [*blocks, row])


def _chapters_sheet(book: _Book, name: Names) -> None:
    edition = book.edition
    columns = _Columns(years_of(edition.chapters))
    sheet = book.sheet(book.words["sheet_chapters"], columns.widths)
    title = f"{book.text(name)} {book.words['year'].format(year=edition.year)}".rstrip()
    row = _heading(book, sheet, f"{title} ({book.edition.stamp(book.language)})", columns.last)
    row = _paragraph(book, sheet, row, book.words["chapters_intro"], columns, font_color=SOFT)
    row, blocks = _lines(book, sheet, row + 1, columns, edition.chapter_sections())
    row = _notes(book, sheet, row + 1, columns, edition.chapters)
    _break_pages(book, sheet, columns, [*blocks, row])


def _lines(
    book: _Book, sheet: Worksheet, row: int, columns: _Columns, sections: Sections
) -> tuple[int, list[int]]:
    """Lines under their head; gives the next free row, and the rows before which a page may end."""
    words = book.words
    book.row_height(sheet, row, HEADER_HEIGHT)
    sheet.write_string(row, 0, words["kpi"], _header_format(book, indent=1))
    sheet.write_string(row, 1, words["unit"], _header_format(book))
    for offset, year in enumerate(columns.years):
        origin = words["computed"] if year == book.edition.year else words["as_published"]
        heading = f"{words['year'].format(year=year)}\n{origin}"
        sheet.write_string(row, FIRST_YEAR + offset, heading, _header_format(book, align="right"))
    sheet.write_string(row, columns.note, words["note"], _header_format(book, align="center"))
    for offset, standard in enumerate(PRINTED_STANDARDS):
        sheet.write_string(row, columns.codes + offset, standard, _header_format(book))
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 2)
    row += 1
    blocks = [0]
    for section, categories in sections:
        section_row = row
        row = _band(
            book, sheet, row, book.text(section.names), columns.last,
            font_size=12, bg_color=BAND, font_color=RULE,
        )  # fmt: skip
        for number, (category, groups) in enumerate(categories):
            blocks.append(section_row if number == 0 else row)
            ruled = {"font_color": RULE, "bottom": 1, "bottom_color": RULE}
            row = _band(book, sheet, row, book.text(category.names), columns.last, **ruled)
            for group in groups:
                row = _group(book, sheet, row, group, columns)
    blocks.append(row)
    return row, blocks


def _break_pages(book: _Book, sheet: Worksheet, columns: _Columns, blocks: Sequence[int]) -> None:
    """Start a new page before a category or the notes where they would be cut.

    Excel ignores page breaks on a sheet that is fitted to a page, so this sheet is scaled to its width.
    """
    pixels = sum(7 * width + 5 for width in columns.widths)
    scale = int(100 * (595 - 72) / (pixels * 0.75) * ROOM_FOR_OTHER_FONTS)
    sheet.set_print_scale(scale)
    sheet.center_horizontally()
    room = POINTS_PER_PAGE / (scale / 100) * 0.97
    used, breaks = 0.0, []
    for first, beyond in pairwise(blocks):
        height = book.height(sheet, first, beyond)
        if used and used + height > room:
            breaks.append(first)
            used = HEADER_HEIGHT
        used += height
    sheet.set_h_pagebreaks(breaks)
    sheet.print_area(0, 0, blocks[-1] - 1, columns.last)


def _band(book: _Book, sheet: Worksheet, row: int, text: str, last_column: int, **properties: Any) -> int:
    style = book.format(bold=True, indent=1, **properties)
    book.row_height(sheet, row, 20)
    sheet.write_string(row, 0, text, style)
    for column in range(1, last_column + 1):
        sheet.write_blank(row, column, None, style)
    return row + 1


def _group(book: _Book, sheet: Worksheet, row: int, group: LineGroup, columns: _Columns) -> int:
    if group.heading is not None:
        style = book.format(indent=1)
        book.row_height(sheet, row, 17)
        sheet.write_string(row, 0, book.text(group.heading.kpi), style)
        sheet.write_blank(row, columns.note - 1, None, book.format(bg_color=NOW))
        _write_codes(book, sheet, row, group.heading, columns, {})
        row += 1
    for line in group.lines:
        _line(book, sheet, row, group, line, columns)
        row += 1
    return row


def _line(book: _Book, sheet: Worksheet, row: int, group: LineGroup, line: Line, columns: _Columns) -> None:
    rule: Properties = {"bottom": 1, "bottom_color": LINE}
    is_member = group.heading is not None
    label = book.text(group.label(line))
    indent = 3 if is_member else 1
    book.row_height(sheet, row, LINE_HEIGHT * _lines_needed(label, columns.widths[0] - indent) + 2)
    sheet.write_string(row, 0, label, book.format(indent=indent, text_wrap=True, **rule))
    sheet.write_string(row, 1, book.text(line.unit), book.format(font_color=SOFT, **rule))
    kept_back = book.edition.protection.suppressed
    for offset, cell in enumerate(cell for cell in line.cells if cell.year in columns.years):
        emphasis = {"bold": True, "bg_color": NOW} if cell is line.current else {}
        if cell is line.current and book.edition.for_reviewers and line.key in kept_back:
            emphasis["bg_color"] = WARN
        _figure(book, sheet, row, FIRST_YEAR + offset, cell, rule | emphasis)
    marks = book.format(align="center", font_color=RULE, **rule)
    sheet.write_string(row, columns.note, _marks(book, line), marks)
    if is_member:
        for column in range(columns.codes, columns.last + 1):
            sheet.write_blank(row, column, None, book.format(**rule))
    else:
        _write_codes(book, sheet, row, line, columns, rule)


def _write_codes(
    book: _Book, sheet: Worksheet, row: int, line: Line, columns: _Columns, rule: Properties
) -> None:
    style = book.format(font_color=SOFT, font_size=9, **rule)
    for offset, standard in enumerate(PRINTED_STANDARDS):
        text = codes(line.standards, standard, book.edition.begins_in)
        sheet.write_string(row, columns.codes + offset, text, style)


def _figure(book: _Book, sheet: Worksheet, row: int, column: int, cell: Cell, properties: Properties) -> None:
    if cell.number is None:
        sheet.write_string(row, column, cell.digits, book.format(align="right", **properties))
    else:
        shown_as = number_format(cell.decimals, cell.scale, book.language)
        style = book.format(align="right", num_format=shown_as, **properties)
        sheet.write_number(row, column, _excel(cell.number), style)


def _marks(book: _Book, line: Line) -> str:
    """Footnote numbers of a line: bare for the year's own cell, with the year for a comparative."""
    numbers = book.edition.footnotes()
    marks = []
    for cell in line.cells:
        mine = "".join(f"({numbers[note.note_id][0]})" for note in cell.notes)
        if mine:
            marks.append(mine if cell is line.current else f"{cell.year} {mine}")
    return " ".join(marks)


def _notes(book: _Book, sheet: Worksheet, row: int, columns: _Columns, lines: Sequence[Line]) -> int:
    """The notes that these lines carry, and what the signs in them mean."""
    edition = book.edition
    carried = {note.note_id for line in lines for cell in line.cells for note in cell.notes}
    footnotes = [one for one in edition.footnotes().values() if one[1].note_id in carried]
    if footnotes:
        sheet.write_string(row, 0, book.words["notes"], book.format(bold=True, font_color=RULE))
        row += 1
    for number, note in footnotes:
        row = _paragraph(book, sheet, row, f"({number})  {book.text(note.text)}  [{note.note_id}]", columns)
    row += 1 if footnotes else 0
    for text in legends(edition, lines, book.language):
        row = _paragraph(book, sheet, row, text, columns, font_color=SOFT)
    return row


def _paragraph(
    book: _Book, sheet: Worksheet, row: int, text: str, columns: _Columns, **properties: Any
) -> int:
    """Wrapped text over the whole width of the sheet, in a row of the height that it needs."""
    needed = _lines_needed(text, sum(columns.widths) * 1.05)
    book.row_height(sheet, row, LINE_HEIGHT * needed + 2)
    style = book.format(text_wrap=True, valign="top", font_size=9, **properties)
    sheet.merge_range(row, 0, row, columns.last, text, style)
    return row + 1


INDEX_WIDTHS = (14.0, 58.0, 20.0, 46.0, 58.0)
INDEX_COLUMNS = ("index_code", "index_title", "index_status", "index_where", "index_lacks")
STATUS_INKS = {"disclosed": RULE, "partly": WARN_INK, "missing": ALARM, "not_applicable": SOFT}


def _index_sheet(book: _Book, index: PrintedIndex) -> None:
    """Rows under the bands of their parts; the filter leaves bands without rows out."""
    last = len(INDEX_WIDTHS) - 1
    sheet = book.sheet(index.sheet, INDEX_WIDTHS, landscape=True)
    row = _heading(book, sheet, f"{index.title} ({book.edition.stamp(book.language)})", last)
    sheet.write_string(row, 0, index.lead, book.format(font_color=SOFT))
    top = row + 2
    row = _head(book, sheet, top, [book.words[name] for name in INDEX_COLUMNS])
    for band, rows in index.groups:
        row = _band(book, sheet, row, band, last, bg_color=BAND, font_color=RULE)
        for one in rows:
            ink = {2: {"font_color": STATUS_INKS[one.status]}}
            texts = [one.code, one.title, one.status_text, one.where, "\n".join(one.lacks)]
            row = _text_row(book, sheet, row, texts, INDEX_WIDTHS, ink)
    sheet.autofilter(top, 0, row - 1, last)
    for text in index.legends:
        row += 1
        sheet.write_string(row, 0, text, book.format(font_color=SOFT, font_size=9))


METHOD_WIDTHS = (30, 46, 28, 46, 22, 34)


def _methods_sheet(book: _Book) -> None:
    words = book.words
    sheet = book.sheet(book.words["sheet_methods"], METHOD_WIDTHS, landscape=True)
    row = _heading(book, sheet, words["methods"], len(METHOD_WIDTHS) - 1)
    headings = [words[name] for name in ("kpi", "definition", "method", "formula", "standards", "source")]
    row = _head(book, sheet, row + 1, headings)
    for kpi, method in book.edition.methods():
        chosen = words["chosen_of"].format(count=len(kpi.methods)) if len(kpi.methods) > 1 else ""
        standards = "\n".join(
            f"{name} {codes(kpi.standards, name, book.edition.begins_in)}"
            for name in dict.fromkeys(one.standard for one in kpi.standards)
        )
        texts = [
            book.text(kpi.names),
            book.text(kpi.definition),
            book.text(method.names) + (f"\n({chosen})" if chosen else ""),
            book.text(method.formula),
            standards,
            book.text(method.source),
        ]
        row = _text_row(book, sheet, row, texts, METHOD_WIDTHS)


COMPARISON_WIDTHS = (60, 9, 17, 17, 13, 20, 60)


def _comparison_sheet(book: _Book) -> None:
    words, edition = book.words, book.edition
    sheet = book.sheet(book.words["sheet_comparison"], COMPARISON_WIDTHS, landscape=True)
    last = len(COMPARISON_WIDTHS) - 1
    row = _heading(book, sheet, words["comparison"], last)
    agreeing = [one for one in edition.comparisons if one.outcome == "agrees"]
    count = words["comparison_count"].format(all=len(edition.comparisons), agrees=len(agreeing))
    intro = f"{words['comparison_intro']} {count}" if edition.comparisons else words["comparison_none"]
    sheet.write_string(row, 0, intro, book.format(font_color=SOFT))
    names = ("figure", "year_column", "published_value", "computed_value", "difference", "outcome", "reason")
    top = row + 2
    row = _head(book, sheet, top, [words[name] for name in names], numbers=(2, 3, 4))
    for one in [*edition.differences(), *agreeing]:
        row = _comparison(book, sheet, row, one)
    if edition.comparisons:
        sheet.autofilter(top, 0, row - 1, last)


def _comparison(book: _Book, sheet: Worksheet, row: int, one: Comparison) -> int:
    outcome = book.words["outcomes"][one.outcome]
    reason = one.reason.in_language(book.language) if one.reason else ""
    texts = [book.edition.label(one.key, book.language), str(one.year), "", "", "", outcome, reason]
    alarm = {5: {"bold": True, "font_color": ALARM}} if one.outcome in BLOCKING else {}
    _text_row(book, sheet, row, texts, COMPARISON_WIDTHS, alarm)
    rule: Properties = {"bottom": 1, "bottom_color": LINE, "valign": "top", "align": "right"}
    sheet.write_number(row, 1, one.year, book.format(**rule | {"align": "left", "indent": 1}))
    decimals = 0
    for column, text in ((2, one.published), (3, one.computed)):
        printed = parse_printed(text or MISSING)
        if printed.number is None:
            sheet.write_string(row, column, printed.digits, book.format(**rule))
        else:
            decimals = printed.decimals
            shown_as = number_format(decimals, printed.scale, book.language)
            sheet.write_number(row, column, _excel(printed.number), book.format(num_format=shown_as, **rule))
    if one.difference is not None:
        places = number_format(decimals, None, book.language)
        shown_as = f"+{places};-{places};{places}"
        sheet.write_number(row, 4, _excel(one.difference), book.format(num_format=shown_as, **rule))
    return row + 1


CLAIM_WIDTHS = (15.0, 54.0, 18.0, 20.0, 27.0, 62.0)
CLAIM_COLUMNS = ("index_code", "index_title", "claims_claimed", "claims_found", "outcome", "claims_lacks")


def _claims_sheet(book: _Book) -> None:
    sheet = book.sheet(book.words["sheet_claims"], CLAIM_WIDTHS, landscape=True)
    row = _heading(book, sheet, book.words["claims"], len(CLAIM_WIDTHS) - 1)
    for text in (book.words["claims_intro"], claims_count(book.edition, book.language)):
        sheet.write_string(row, 0, text, book.format(font_color=SOFT))
        row += 1
    top = row + 1
    row = _head(book, sheet, top, [book.words[name] for name in CLAIM_COLUMNS])
    for one in printed_claims(book.edition, book.language):
        alarm = {4: {"bold": True, "font_color": ALARM}} if one.misleads else {}
        texts = [one.code, one.title, one.claimed, one.found, one.outcome, "\n".join(one.lacks)]
        row = _text_row(book, sheet, row, texts, CLAIM_WIDTHS, alarm)
    sheet.autofilter(top, 0, max(top, row - 1), len(CLAIM_WIDTHS) - 1)


def _head(
    book: _Book, sheet: Worksheet, row: int, headings: Sequence[str], numbers: Sequence[int] = ()
) -> int:
    book.row_height(sheet, row, 21)
    for column, heading in enumerate(headings):
        placed = {"align": "right"} if column in numbers else {"indent": int(column > 0)}
        sheet.write_string(row, column, heading, _header_format(book, **placed))
    sheet.repeat_rows(row)
    sheet.freeze_panes(row + 1, 1)
    return row + 1


def _text_row(
    book: _Book,
    sheet: Worksheet,
    row: int,
    texts: Sequence[str],
    widths: Sequence[float],
    extra: dict[int, Properties] | None = None,
) -> int:
    needed = max(
        sum(_lines_needed(part, width - 2) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    book.row_height(sheet, row, book.writing.line_height * needed + 4)
    for column, text in enumerate(texts):
        properties: Properties = {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": LINE}
        properties |= {"bold": True} if column == 0 else {"align": "left", "indent": 1}
        properties |= (extra or {}).get(column, {})
        sheet.write_string(row, column, text, book.format(**properties))
    return row + 1
