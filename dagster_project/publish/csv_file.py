"""The printed lines and the notes as CSV for machines: figures as printed. No styling.

A text that a spreadsheet would take for a formula has an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from dagster_project.company import Names, joined
from dagster_project.figures.numbers import parse_printed
from dagster_project.lineage.figure_id import FigureId
from dagster_project.publish.document import Edition, years_of
from dagster_project.publish.indices import Index, IndexRow
from dagster_project.publish.lines import Line
from dagster_project.spreadsheet_text import as_text

INDEX_TEXTS = ("part", "aspect", "label", "title", "where", "missing", "reason")
LABELS = ("section", "category", "kpi", "breakdown", "unit")


def columns(lines: Sequence[Line]) -> list[str]:
    """The headings of a table: its labels, the years that it prints, and the notes."""
    return [*LABELS, *(str(year) for year in years_of(lines)), "note"]


def lines_text(lines: Sequence[Line]) -> str:
    """A table with labels in Traditional Chinese.

    It has one column per year, and the ids of the notes that the year's own cell carries.
    """
    years = years_of(lines)
    return _text(
        columns(lines),
        (
            [
                line.section.names.zh_hant,
                line.category.names.zh_hant,
                line.kpi.zh_hant,
                line.breakdown.zh_hant if line.breakdown else "",
                line.unit.zh_hant,
                *(cell.text("zh-Hant") for cell in line.cells if cell.year in years),
                " ".join(note.note_id for note in line.current.notes if note.written_by is None),
            ]
            for line in lines
        ),
    )


def note_columns(edition: Edition) -> list[str]:
    """The headings of the notes: the number in print, the id, who wrote it, the figures that carry it, the text."""
    return ["number", "note", "written_by", "figures", *_in_each("text", edition)]


def notes_text(edition: Edition) -> str:
    """The notes in the order of their numbers; figures are named by their ids, separated by blanks."""
    carriers: dict[str, dict[str, None]] = {}
    for line in edition.all_lines:
        for cell in line.cells:
            for note in cell.notes:
                carriers.setdefault(note.note_id, {})[str(FigureId(cell.year, line.key))] = None
    return _text(
        note_columns(edition),
        (
            [
                str(number),
                note.note_id,
                note.written_by or "",
                " ".join(carriers[note.note_id]),
                *(note.text.in_language(language) for language in edition.company.languages),
            ]
            for number, note in edition.footnotes().values()
        ),
    )


def index_columns(edition: Edition) -> list[str]:
    """The headings of an index: ids of a row and its status, and its texts in each language."""
    texts = [heading for name in INDEX_TEXTS for heading in _in_each(name, edition)]
    return ["code", "status", "verified", *texts]


def index_text(edition: Edition, index: Index) -> str:
    """An index in its own order; several missing figures or statements are separated by `; ` or `；`."""

    def texts(row: IndexRow) -> list[Names | None]:
        missing = joined(row.missing, "clauses") if row.missing else None
        return [row.part, row.aspect, row.label, row.title, row.where, missing, row.reason]

    return _text(
        index_columns(edition),
        (
            [
                row.code,
                row.status,
                str(row.verified).lower(),
                *(
                    names.in_language(language) if names else ""
                    for names in texts(row)
                    for language in edition.company.languages
                ),
            ]
            for row in index.rows
        ),
    )


def claim_columns(edition: Edition) -> list[str]:
    """The headings of the claims beside what is found."""
    return ["standard", "code", "claimed", "found", "outcome", *_in_each("missing", edition)]


def claims_text(edition: Edition) -> str:
    """Every claim of the company's register beside what the indices find, also those that agree."""
    languages = edition.company.languages
    return _text(
        claim_columns(edition),
        (
            [
                one.standard,
                one.code,
                one.claimed or "",
                one.found or "",
                one.outcome,
                *(
                    joined(one.missing, "clauses").in_language(language) if one.missing else ""
                    for language in languages
                ),
            ]
            for one in edition.claim_checks
        ),
    )


def write_lines(path: Path, lines: Sequence[Line]) -> None:
    """Write a table as UTF-8 without a byte order mark, lines ended by LF."""
    path.write_bytes(lines_text(lines).encode("utf-8"))


def write_notes(path: Path, edition: Edition) -> None:
    """Write the notes in the same way."""
    path.write_bytes(notes_text(edition).encode("utf-8"))


def write_index(path: Path, edition: Edition, index: Index) -> None:
    """Write an index in the same way."""
    path.write_bytes(index_text(edition, index).encode("utf-8"))


def write_claims(path: Path, edition: Edition) -> None:
    """Write the claims in the same way."""
    path.write_bytes(claims_text(edition).encode("utf-8"))


def _in_each(name: str, edition: Edition) -> list[str]:
    return [f"{name}:{language}" for language in edition.company.languages]


def _text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([_cell(text) for text in row] for row in rows)
    return out.getvalue()


def _cell(text: str) -> str:
    """A figure or a sign of missing as printed; any other text so that no spreadsheet computes it."""
    try:
        parse_printed(text)
    except ValueError:
        return as_text(text.replace("\r\n", "\n").replace("\r", "\n"))
    return text
