"""The formats of a draft: what each is called and which files it is. What stands in them is made in its own module."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dagster_project.company import Company
from dagster_project.figures.values import KpiValue
from dagster_project.languages import Language
from dagster_project.lineage.evidence import Evidence
from dagster_project.publish.csv_file import write_claims, write_index, write_lines, write_notes
from dagster_project.publish.document import Edition
from dagster_project.publish.docx import write_docx
from dagster_project.publish.figures import FIGURES_FILE, figure_rows, write_json, write_parquet
from dagster_project.publish.html import write_html
from dagster_project.publish.passports import NO_EVIDENCE
from dagster_project.publish.pdf import write_pdf
from dagster_project.publish.xlsx import write_xlsx


@dataclass(frozen=True)
class Content:
    """What a draft is written from.

    Attributes:
        values: of the printed figures, as the public may see them.
        evidence: what the passports of the page are told from.
    """

    edition: Edition
    values: Sequence[KpiValue]
    evidence: Evidence = NO_EVIDENCE

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The figures as machines are given them."""
        return figure_rows(self.edition.registry, self.edition.company, self.values)


Writer = Callable[[Path, Content], None]
"""Writes the files of a format into a folder."""


def file_name(company: Company, language: Language, suffix: str) -> str:
    """What a document of one language is called: the company's first language needs no mark."""
    mark = "" if language == company.languages[0] else f".{language}"
    return f"appendix{mark}.{suffix}"


def _one_for_each_language(suffix: str, write: Callable[[Path, Edition, Language], None]) -> Writer:
    def write_all(folder: Path, content: Content) -> None:
        company = content.edition.company
        for language in company.languages:
            write(folder / file_name(company, language, suffix), content.edition, language)

    return write_all


def _write_html(folder: Path, content: Content) -> None:
    write_html(folder / "appendix.html", content.edition, content.values, content.evidence)


def _write_csv(folder: Path, content: Content) -> None:
    edition = content.edition
    write_lines(folder / "appendix.csv", edition.lines)
    if edition.chapters:
        write_lines(folder / "chapters.csv", edition.chapters)
    if edition.footnotes():
        write_notes(folder / "notes.csv", edition)
    for index in edition.indices:
        write_index(folder / f"index_{index.id}.csv", edition, index)
    if edition.claim_checks:
        write_claims(folder / "index_claims.csv", edition)


def _write_json(folder: Path, content: Content) -> None:
    write_json(folder / FIGURES_FILE, content.edition.company, content.edition.year, content.rows)


def _write_parquet(folder: Path, content: Content) -> None:
    write_parquet(folder / "figures.parquet", content.rows)


FORMATS: dict[str, Writer] = {
    "xlsx": _one_for_each_language("xlsx", write_xlsx),
    "pdf": _one_for_each_language("pdf", write_pdf),
    "docx": _one_for_each_language("docx", write_docx),
    "html": _write_html,
    "csv": _write_csv,
    "json": _write_json,
    "parquet": _write_parquet,
}


def left_out(wanted: Collection[str]) -> list[str]:
    """The formats that a narrowed draft does not have; none if none is named, which asks for all.

    Raises:
        ValueError: a name is no format.
    """
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        raise ValueError(
            f"{', '.join(unknown)}: no format of the draft. The formats are {', '.join(FORMATS)}."
        )
    return [name for name in FORMATS if wanted and name not in wanted]
