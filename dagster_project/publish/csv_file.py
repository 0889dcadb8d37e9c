"""The printed lines and the notes as CSV for machines: figures as printed. No styling."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from dagster_project.lineage.figure_id import FigureId
from dagster_project.publish.document import Edition, years_of
from dagster_project.publish.lines import Line

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
    """The headings of the notes: the number in print, the id, the figures that carry it, the text."""
    return ["number", "note", "figures", *(f"text:{language}" for language in edition.company.languages)]


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
                " ".join(carriers[note.note_id]),
                *(note.text.in_language(language) for language in edition.company.languages),
            ]
            for number, note in edition.footnotes().values()
        ),
    )


def write_lines(path: Path, lines: Sequence[Line]) -> None:
    """Write a table as UTF-8 without a byte order mark, lines ended by LF."""
    path.write_bytes(lines_text(lines).encode("utf-8"))


def write_notes(path: Path, edition: Edition) -> None:
    """Write the notes in the same way."""
    path.write_bytes(notes_text(edition).encode("utf-8"))


def _text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue()
