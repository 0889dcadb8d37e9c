"""What an edition prints, as data: figures, methods, notes, indices, words. It is what is approved and sealed.

Whether it is a draft or a version, who approved it and when are not in it: the same figures are the same content.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from dagster_project.company import Names
from dagster_project.digests import file_digest
from dagster_project.figures.numbers import parse_printed, plain
from dagster_project.figures.values import Key
from dagster_project.lineage.figure_id import FigureId
from dagster_project.publish.document import PRINTED_STANDARDS, Edition, codes, legends, period
from dagster_project.publish.fct_figure import method_version
from dagster_project.publish.lines import Cell, Line

PRINTED_FILE = "printed.json"

Told = dict[str, Any]


def printed_content(edition: Edition) -> Told:
    """Everything that the edition prints, in the company's languages; numbers are text, as they are printed."""
    return {
        "company": edition.company.id,
        "made_up": edition.company.made_up,
        "year": edition.year,
        "words": _words(edition),
        "table": [_id(edition, line) for line in edition.lines],
        "chapters": [_id(edition, line) for line in edition.chapters],
        "figures": {_id(edition, line): _figure(edition, line) for line in edition.figures.values()},
        "methods": {
            kpi.id: {
                "id": method.id,
                "version": method_version(kpi, method.id),
                "name": _told(edition, method.names),
                "formula": _told(edition, method.formula),
                "definition": _told(edition, kpi.definition),
                "source": _told(edition, method.source),
            }
            for kpi, method in edition.methods()
        },
        "notes": {one: _told(edition, note.text) for one, (_, note) in edition.footnotes().items()},
        "indices": {
            index.id: {
                "edition": index.edition,
                "text": _told(edition, index.text),
                "rows": {
                    row.code: {
                        "title": _told(edition, row.title),
                        "status": row.status,
                        "where": None if row.where is None else _told(edition, row.where),
                        "missing": [_told(edition, one) for one in row.missing],
                        "reason": None if row.reason is None else _told(edition, row.reason),
                    }
                    for row in index.rows
                },
            }
            for index in edition.indices
        },
    }


def _words(edition: Edition) -> Told:
    """What stands around the figures, each in the company's languages, by what it is."""
    company, languages = edition.company, edition.company.languages
    return {
        "name of the company": _told(edition, company.names),
        "reporting period": {one: period(edition, one) for one in languages},
        "reporting boundary": _told(edition, company.boundary),
        "legend": {one: legends(edition, edition.all_lines, one) for one in languages},
        "sources of the comparatives": list(edition.documents),
        "headings": [
            [_told(edition, line.section.names), _told(edition, line.category.names)]
            for line in edition.all_lines
        ],
        "check of comparatives": [
            {
                "figure": str(FigureId(one.year, one.key)),
                "published": one.published,
                "computed": one.computed,
                "outcome": one.outcome,
                "reason": None if one.reason is None else _told(edition, one.reason),
            }
            for one in edition.differences()
        ],
        "check of claims": [
            [one.standard, one.code, one.claimed, one.outcome] for one in edition.claim_checks
        ],
    }


def write_printed(path: Path, edition: Edition) -> None:
    """Write it as JSON: the same content gives the same bytes, so its sha256 stands for it."""
    text = json.dumps(printed_content(edition), ensure_ascii=False, sort_keys=True, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Printed:
    """The content of a `printed.json` with its sha256."""

    digest: str
    content: Told

    @property
    def year(self) -> int:
        return self.content["year"]

    @property
    def figures(self) -> dict[Key, Told]:
        """What each figure prints, in print order."""
        order = dict.fromkeys([*self.content["table"], *self.content["chapters"]])
        return {FigureId.parse(one).key: self.content["figures"][one] for one in order}

    def text_of(self, key: Key) -> Callable[[str], str]:
        """What a figure of the year prints in a language; in the first that it is told in, if not in this one."""
        texts: Mapping[str, str] = self.figures[key]["cells"][str(self.year)]["text"]
        return lambda language: texts.get(language) or next(iter(texts.values()))

    def label(self, key: Key, language: str) -> str:
        """What a figure is called; in the first language that it is told in, if not in this one."""
        labels = self.figures[key]["label"]
        return labels.get(language) or next(iter(labels.values()))


def read_printed(path: Path) -> Printed:
    """Read what an edition printed.

    Raises:
        FileNotFoundError: there is none.
    """
    return Printed(file_digest(path), json.loads(path.read_text(encoding="utf-8")))


def _id(edition: Edition, line: Line) -> str:
    return str(FigureId(edition.year, line.key))


def _told(edition: Edition, names: Names) -> dict[str, str]:
    return {language: names.in_language(language) for language in edition.company.languages}


def _figure(edition: Edition, line: Line) -> Told:
    return {
        "label": {language: edition.label(line.key, language) for language in edition.company.languages},
        "unit": _told(edition, line.unit),
        "codes": {one: codes(line.standards, one, edition.begins_in) for one in PRINTED_STANDARDS},
        "cells": {
            str(cell.year): _cell(cell, edition.company.languages)
            for cell in line.cells
            if cell.origin != "not_printed"
        },
    }


def _cell(cell: Cell, languages: Sequence[str]) -> Told:
    return {
        "text": {language: cell.text(language) for language in languages},  # type: ignore[arg-type]
        "digits": cell.digits,
        "scale": None if cell.scale is None else plain(cell.scale),
        "notes": [note.note_id for note in cell.notes],
    }


def number_of(cell: Mapping[str, Any]) -> Decimal | None:
    """The printed number of a cell of the content; None where it prints none."""
    return parse_printed(cell["digits"]).number
