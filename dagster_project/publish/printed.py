"""What an edition prints, as data: figures, methods, notes, indices. It is what people approve and what is sealed.

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
from dagster_project.publish.document import Edition
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
        "table": [_id(edition, line) for line in edition.lines],
        "chapters": [_id(edition, line) for line in edition.chapters],
        "figures": {_id(edition, line): _figure(edition, line) for line in edition.figures.values()},
        "methods": {
            kpi.id: {
                "id": method.id,
                "version": method_version(kpi, method.id),
                "name": _told(edition, method.names),
                "formula": _told(edition, method.formula),
            }
            for kpi, method in edition.methods()
        },
        "notes": {one: _told(edition, note.text) for one, (_, note) in edition.footnotes().items()},
        "indices": {
            index.id: {
                "edition": index.edition,
                "rows": {
                    row.code: {
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
