"""The appendix as CSV for machines: Traditional Chinese labels, figures as printed. No styling."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from dagster_project.publish.lines import Line

LABELS = ("section", "category", "kpi", "breakdown", "unit")


def columns(lines: Sequence[Line]) -> list[str]:
    """The headings of the table: its labels, the years of its figures, and the notes."""
    years = [str(cell.year) for cell in lines[0].cells] if lines else []
    return [*LABELS, *years, "note"]


def csv_text(lines: Sequence[Line]) -> str:
    """The table: labels, one column per year, and the ids of the notes that people wrote for the
    year's own cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns(lines))
    for line in lines:
        writer.writerow(
            [
                line.section.names.zh_hant,
                line.category.names.zh_hant,
                line.kpi.zh_hant,
                line.breakdown.zh_hant if line.breakdown else "",
                line.unit.zh_hant,
                *(cell.text("zh-Hant") for cell in line.cells),
                " ".join(note.note_id for note in line.current.notes if note.written_by is None),
            ]
        )
    return out.getvalue()


def write_csv(path: Path, lines: Sequence[Line]) -> None:
    """Write the table as UTF-8 without a byte order mark, lines ended by LF."""
    path.write_bytes(csv_text(lines).encode("utf-8"))
