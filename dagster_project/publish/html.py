"""The appendix as one HTML file, to read offline and to print. Its layout is in `templates/`."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from dagster_project.publish.document import (
    PRINTED_STANDARDS,
    TEMPLATES,
    Edition,
    codes,
    missing_sentences,
    reason_text,
    wording,
)
from dagster_project.publish.lines import Cell
from dagster_project.publish.numbers import scale_text
from dagster_project.registry.kpis import Language


def html_text(edition: Edition, language: Language) -> str:
    """The whole page in one language; styles are embedded and nothing is loaded from a network."""
    words = wording(language)
    starts_on, ends_on = edition.company.reporting_year.dates(edition.year)
    return _template().render(
        edition=edition,
        lang=language,
        w=words,
        name=lambda names: names.in_language(language),
        scale=partial(_scale, language=language),
        missing=partial(_missing, language=language),
        codes=partial(codes, year=edition.year),
        label=partial(edition.label, language=language),
        missing_sentences=missing_sentences(edition, language),
        footnotes=edition.footnotes(),
        starts_on=starts_on,
        ends_on=ends_on,
        printed_standards=PRINTED_STANDARDS,
        title=words["title"].format(year=edition.year),
        agrees=sum(one.outcome == "agrees" for one in edition.comparisons),
    )


def write_html(path: Path, edition: Edition, language: Language) -> None:
    """Write the page as UTF-8."""
    path.write_bytes(html_text(edition, language).encode("utf-8"))


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("appendix.html.j2")


def _scale(cell: Cell, language: Language) -> str:
    return "" if cell.scale is None else scale_text(cell.scale, language)


def _missing(cell: Cell, language: Language) -> str:
    return "" if cell.reason is None else reason_text(cell.reason, language)
