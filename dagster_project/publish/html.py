"""The appendix as one HTML file in all the company's languages, to read offline and to print.

Tables are laid out in `templates/`, before any script runs. Script and style are built from `web/` by `make setup`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dagster_project.figures.numbers import scale_text
from dagster_project.figures.values import Key, KpiValue
from dagster_project.languages import Language, writing
from dagster_project.lineage.evidence import Evidence
from dagster_project.lineage.figure_id import FigureId
from dagster_project.publish.document import (
    PRINTED_STANDARDS,
    TEMPLATES,
    WORDS,
    Edition,
    codes,
    legends,
    period,
    provenance,
    reason_text,
    wording,
)
from dagster_project.publish.faults import PublishError
from dagster_project.publish.index_words import claims_count, printed_claims, printed_indices
from dagster_project.publish.lines import Cell
from dagster_project.publish.passports import NO_EVIDENCE, page_data

BUILT = Path(__file__).parent / "static"
SCRIPT, STYLE = "page.js", "page.css"
SCRIPT_WORDS = WORDS[1]


def html_text(edition: Edition, values: Sequence[KpiValue] = (), evidence: Evidence = NO_EVIDENCE) -> str:
    """The whole page; script, style and data are embedded and nothing is loaded from a network.

    Args:
        values: as the public may see them; a figure without its value has no passport.

    Raises:
        PublishError: script and style were not built.
    """
    languages = edition.company.languages
    told = page_data(edition, values, evidence)
    words = {language: wording(language, SCRIPT_WORDS) for language in languages}
    script = built(SCRIPT)
    passports = {FigureId.parse(figure["id"]).key: figure["id"] for figure in told["figures"]}
    return (
        _environment()
        .get_template("appendix.html.j2")
        .render(
            first=languages[0],
            languages=languages,
            words=words,
            fonts={language: Markup(writing(language).fonts.page) for language in languages},
            titles={language: _title(edition, language) for language in languages},
            editions={
                language: Markup(_edition_text(edition, language, passports)) for language in languages
            },
            data=Markup(embedded_json(told | {"words": words})),
            script=Markup(script),
            script_hash=content_hash(script),
            style=Markup(built(STYLE)),
        )
    )


def write_html(path: Path, edition: Edition, values: Sequence[KpiValue], evidence: Evidence) -> None:
    """Write the page as UTF-8."""
    path.write_bytes(html_text(edition, values, evidence).encode("utf-8"))


def built(name: str) -> str:
    """The text of a built part of the page.

    Raises:
        PublishError: it is not there.
    """
    path = BUILT / name
    if not path.is_file():
        raise PublishError(
            [
                f"The page's {name} was not built: there is no {path}. "
                "Run `make setup`, which builds it from web/, then publish again."
            ]
        )
    return path.read_text(encoding="utf-8").strip()


def embedded_json(told: Mapping[str, Any]) -> str:
    """JSON that can stand in a script element: no text in it ends the element or begins a comment."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def css_string(text: str) -> Markup:
    """A text as a string of CSS that can stand in a style element, where HTML's own escapes mean nothing."""
    return Markup('"' + "".join(f"\\{ord(one):x} " if one in '"\\<\n\r\f' else one for one in text) + '"')


def content_hash(script: str) -> str:
    """What a content security policy calls an inline script by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode('utf-8')).digest()).decode('ascii')}"


def _title(edition: Edition, language: Language) -> str:
    words = wording(language)
    parts = [edition.company.names.in_language(language), words["title"].format(year=edition.year)]
    return " · ".join([*parts, words["made_up"]] if edition.company.made_up else parts)


def _edition_text(edition: Edition, language: Language, passports: Mapping[Key, str]) -> str:
    words = wording(language)
    return (
        _environment()
        .get_template("edition.html.j2")
        .render(
            edition=edition,
            lang=language,
            w=words,
            passports=passports,
            name=lambda names: names.in_language(language),
            scale=partial(_scale, language=language),
            missing=partial(_missing, language=language),
            codes=partial(codes, year=edition.begins_in),
            label=partial(edition.label, language=language),
            provenance=provenance(edition, language),
            legends=legends(edition, edition.all_lines, language),
            footnotes=edition.footnotes(),
            indices=printed_indices(edition, language),
            claims=printed_claims(edition, language),
            claims_count=claims_count(edition, language),
            period=period(edition, language),
            printed_standards=PRINTED_STANDARDS,
            title=words["title"].format(year=edition.year),
            agrees=sum(one.outcome == "agrees" for one in edition.comparisons),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["css_string"] = css_string
    return environment


def _scale(cell: Cell, language: Language) -> str:
    return "" if cell.scale is None else scale_text(cell.scale, language)


def _missing(cell: Cell, language: Language) -> str:
    return "" if cell.reason is None else reason_text(cell.reason, language)
