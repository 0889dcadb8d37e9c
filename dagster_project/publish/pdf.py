"""The appendix as a tagged PDF to print and to file: PDF/A-2a and PDF/UA-1, one language each. No computation.

Pages are laid out in `templates/appendix.typ`, which gets every text as a string and evaluates none of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from dagster_project.figures.numbers import MISSING, parse_printed, scale_text
from dagster_project.languages import Language, writing
from dagster_project.publish.comparison import BLOCKING, Comparison
from dagster_project.publish.document import (
    PRINTED_STANDARDS,
    TEMPLATES,
    Edition,
    LineGroup,
    Sections,
    codes,
    legends,
    period,
    provenance,
    wording,
)
from dagster_project.publish.faults import PublishError
from dagster_project.publish.html import BUILT
from dagster_project.publish.index_words import claims_count, printed_claims, printed_indices
from dagster_project.publish.lines import Cell, Line
from dagster_project.registry.kpis import Kpi, Method
from dagster_project.registry.outline import Category, Section

FONTS = BUILT / "fonts"
TEMPLATE = TEMPLATES / "appendix.typ"
NO_GLYPH = "could not be displayed"
PDF_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


def pdf_bytes(edition: Edition, language: Language) -> bytes:
    """The whole document; it is dated on the last day of the reporting year and embeds its fonts.

    Only the built fonts are used, never those of the machine: the same edition gives the same bytes anywhere.

    Raises:
        PublishError: a font was not built, or a text has a sign that no font of the document has.
    """
    last_day = edition.company.reporting_year.dates(edition.year)[1]
    families = writing(language).fonts.pdf
    fonts = _fonts(FONTS, families)
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True)
    try:
        made = compiler.compile(
            format="pdf",
            sys_inputs={"document": json.dumps(_document(edition, language), ensure_ascii=False)},
            pdf_standards=PDF_STANDARDS,
            timestamp=datetime.combine(last_day, time(), UTC),
        )
    except typst.TypstError as error:
        if NO_GLYPH not in error.message:
            raise
        fault = f"appendix.pdf ({language}): {error.message}. None of the fonts {', '.join(families)} has it"
        cure = "Write the name, note or explanation that it stands in with other signs, then publish again."
        raise PublishError([f"{fault}. {cure}"]) from error
    assert isinstance(made, bytes)
    return made


def write_pdf(path: Path, edition: Edition, language: Language) -> None:
    """Write the document in one language."""
    path.write_bytes(pdf_bytes(edition, language))


@cache
def _fonts(folder: Path, families: Sequence[str]) -> typst.Fonts:
    """The built fonts and no others.

    Raises:
        PublishError: one of the families that a language asks for is missing.
    """
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    found = {(font.family, font.weight) for font in fonts.fonts()}
    missing = [
        f"{family} (weight {weight})"
        for family in sorted(families)
        for weight in (400, 700)
        if (family, weight) not in found
    ]
    if missing:
        raise PublishError(
            [
                f"appendix.pdf cannot be set: {folder} does not have the fonts {', '.join(missing)}. "
                "Run `make setup`, which fetches them by web/package-lock.json, then publish again."
            ]
        )
    return fonts


def _document(edition: Edition, language: Language) -> dict[str, Any]:
    """Everything that the template prints, as text in reading order."""
    words, company = wording(language), edition.company
    lang, region = writing(language).locale.split("-")
    return {
        "lang": lang,
        "region": region,
        "fonts": writing(language).fonts.pdf,
        "words": words,
        "company": company.names.in_language(language),
        "title": words["title"].format(year=edition.year),
        "stamp": edition.stamp(language),
        "is_draft": edition.version is None,
        "made_up": company.made_up,
        "facts": [
            [words["period"], period(edition, language)],
            [words["boundary"], company.boundary.in_language(language)],
        ],
        "standards": PRINTED_STANDARDS,
        "sections": _sections(edition, edition.sections(), language),
        "chapters": _chapters(edition, language),
        "indices": [asdict(index) for index in printed_indices(edition, language)],
        "claims": _claims(edition, language),
        "legends": legends(edition, edition.all_lines, language),
        "notes": [
            {"number": number, "text": note.text.in_language(language)}
            for number, note in edition.footnotes().values()
        ],
        "methods": [_method(kpi, method, language) for kpi, method in edition.methods()],
        "comparison": _comparison(edition, language),
        "differences": [_difference(edition, one, language) for one in edition.differences()],
        "provenance": provenance(edition, language),
    }


def _sections(edition: Edition, sections: Sections, language: Language) -> list[dict[str, Any]]:
    return [_section(edition, section, categories, language) for section, categories in sections]


def _chapters(edition: Edition, language: Language) -> dict[str, Any] | None:
    if edition.chapters_name is None:
        return None
    return {
        "name": edition.chapters_name.in_language(language),
        "sections": _sections(edition, edition.chapter_sections(), language),
    }


def _section(
    edition: Edition, section: Section, categories: list[tuple[Category, list[LineGroup]]], language: Language
) -> dict[str, Any]:
    words, years = wording(language), edition.years_of(section)
    return {
        "name": section.names.in_language(language),
        "years": [
            {
                "name": words["year"].format(year=year),
                "origin": words["computed"] if year == edition.year else words["as_published"],
            }
            for year in years
        ],
        "categories": [
            {
                "id": f"{section.id}-{category.id}",
                "name": category.names.in_language(language),
                "groups": [_group(edition, group, years, language) for group in groups],
            }
            for category, groups in categories
        ],
    }


def _group(edition: Edition, group: LineGroup, years: Sequence[int], language: Language) -> dict[str, Any]:
    first = group.lines[0]
    return {
        "name": group.heading.kpi.in_language(language) if group.heading else None,
        "codes": [codes(first.standards, standard, edition.begins_in) for standard in PRINTED_STANDARDS],
        "lines": [_line(edition, group, line, years, language) for line in group.lines],
    }


def _line(
    edition: Edition, group: LineGroup, line: Line, years: Sequence[int], language: Language
) -> dict[str, Any]:
    numbers = edition.footnotes()
    return {
        "name": group.label(line).in_language(language),
        "unit": line.unit.in_language(language),
        "cells": [
            {
                "digits": cell.digits,
                "scale": _scale(cell, language),
                "notes": [numbers[note.note_id][0] for note in cell.notes],
            }
            for cell in line.cells
            if cell.year in years
        ],
    }


def _scale(cell: Cell, language: Language) -> str | None:
    return None if cell.scale is None else scale_text(cell.scale, language)


def _method(kpi: Kpi, method: Method, language: Language) -> dict[str, Any]:
    chosen = wording(language)["chosen_of"].format(count=len(kpi.methods)) if len(kpi.methods) > 1 else None
    return {
        "name": kpi.names.in_language(language),
        "formula": method.formula.in_language(language),
        "definition": kpi.definition.in_language(language),
        "chosen": chosen,
        "source": method.source.in_language(language),
    }


def _comparison(edition: Edition, language: Language) -> list[str]:
    words = wording(language)
    if not edition.comparisons:
        return [words["comparison_none"]]
    agrees = sum(one.outcome == "agrees" for one in edition.comparisons)
    count = words["comparison_count"].format(all=len(edition.comparisons), agrees=agrees)
    return [words["comparison_intro"], count]


def _claims(edition: Edition, language: Language) -> dict[str, Any] | None:
    if not edition.claim_checks:
        return None
    rows = [asdict(one) for one in printed_claims(edition, language)]
    return {"lead": [wording(language)["claims_intro"], claims_count(edition, language)], "rows": rows}


def _difference(edition: Edition, one: Comparison, language: Language) -> dict[str, Any]:
    return {
        "name": edition.label(one.key, language),
        "year": str(one.year),
        "published": parse_printed(one.published or MISSING).text(language),
        "computed": parse_printed(one.computed or MISSING).text(language),
        "outcome": wording(language)["outcomes"][one.outcome],
        "blocks": one.outcome in BLOCKING,
        "reason": one.reason.in_language(language) if one.reason else "",
    }
