"""What a version printed, as the file that later years take their comparatives from."""

from __future__ import annotations

import csv
from pathlib import Path

from dagster_project.publish.document import Edition, wording
from dagster_project.spreadsheet_text import as_text

HEADINGS = ("year", "kpi_id", "dimension", "member", "printed", "document")


def write_published(path: Path, edition: Edition) -> None:
    """Write every figure of the year, and each comparative that the edition restates, character for character.

    The columns are those of the contract `company__published_figures`.
    """
    language = edition.company.languages[0]
    title = wording(language)["title"].format(year=edition.year)
    company = edition.company.names.in_language(language)
    document = as_text(f"{company} {title} {edition.stamp(language)}")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        for key, line in edition.figures.items():
            for cell in line.cells:
                if cell.year == edition.year or cell.restated:
                    writer.writerow([cell.year, *key, cell.text("zh-Hant"), document])
