"""What differs between two printed contents: figures with their materiality, methods, notes, indices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dagster_project.company import Company
from dagster_project.figures.values import Key
from dagster_project.publish.movement import is_material
from dagster_project.publish.printed import Printed, number_of
from dagster_project.registry.kpis import Kpi

NOT_PRINTED = "(not printed)"


@dataclass(frozen=True)
class ChangedFigure:
    """A cell that prints another figure.

    Attributes:
        year: of the cell; comparatives are figures too.
        before: as it was printed, and `now` as it is.
        change: now minus before, None where one of them is no number.
        material: by the KPI's materiality; a figure that comes or goes always is.
    """

    key: Key
    year: int
    label: str
    unit: str
    before: str
    now: str
    change: Decimal | None
    material: bool


@dataclass(frozen=True)
class Changes:
    """What differs between two contents; `others` are texts, such as `the method of turnover_rate`."""

    figures: Sequence[ChangedFigure] = ()
    others: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.figures or self.others)

    @property
    def material(self) -> list[ChangedFigure]:
        return [one for one in self.figures if one.material]


def changes(before: Printed, now: Printed, registry: Mapping[str, Kpi], company: Company) -> Changes:
    """What another content prints differently; nothing if both are the same bytes."""
    if before.digest == now.digest:
        return Changes()
    return Changes(_figures(before, now, registry, company), _others(before.content, now.content))


def _figures(
    before: Printed, now: Printed, registry: Mapping[str, Kpi], company: Company
) -> list[ChangedFigure]:
    found = []
    for key in dict.fromkeys([*now.figures, *before.figures]):
        old, new = before.figures.get(key), now.figures.get(key)
        source = now if new is not None else before
        years = sorted({*_cells(old), *_cells(new)}, key=int)
        for year in years:
            changed = _changed(key, _cells(old).get(year), _cells(new).get(year), registry, company)
            if changed is not None:
                label, unit = source.label(key, "en"), _first(source.figures[key]["unit"], "en")
                found.append(ChangedFigure(key, int(year), label, unit, *changed))
    return found


def _cells(figure: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return {} if figure is None else figure["cells"]


def _changed(
    key: Key,
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
    registry: Mapping[str, Kpi],
    company: Company,
) -> tuple[str, str, Decimal | None, bool] | None:
    if old is not None and new is not None and (old["digits"], old["scale"]) == (new["digits"], new["scale"]):
        return None
    numbers = [None if cell is None else number_of(cell) for cell in (old, new)]
    change, material = None, True
    if numbers[0] is not None and numbers[1] is not None:
        change = numbers[1] - numbers[0]
        if key.kpi_id in registry:
            material = is_material(numbers[0], numbers[1], registry[key.kpi_id].materiality_for(company))
    return _text(old), _text(new), change, material


def _text(cell: Mapping[str, Any] | None) -> str:
    return NOT_PRINTED if cell is None else _first(cell["text"], "en")


def _first(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()))


def _others(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    told = [f"the method of {one}" for one in _differing(before["methods"], now["methods"])]
    told += [f"the {one}" for one in _differing(before.get("words", {}), now.get("words", {}))]
    told += [f"footnote {one}" for one in _differing(before["notes"], now["notes"])]
    for index in dict.fromkeys([*now["indices"], *before["indices"]]):
        held = [content["indices"].get(index, {}) for content in (before, now)]
        if any(held[0].get(name) != held[1].get(name) for name in ("edition", "text")):
            told.append(f"the edition of the {index} index")
        rows = [one.get("rows", {}) for one in held]
        told += [f"row {code} of the {index} index" for code in _differing(*rows)]
    figures = [
        {key: _without_cells(one) for key, one in content["figures"].items()} for content in (before, now)
    ]
    told += [f"the words of {one}" for one in _differing(*figures) if one in figures[0] and one in figures[1]]
    if [before["table"], before["chapters"]] != [now["table"], now["chapters"]]:
        told.append("which figures are printed, or their order")
    return told


def _without_cells(figure: Mapping[str, Any]) -> dict[str, Any]:
    """A figure's words and the notes that it carries; its numbers are compared on their own."""
    notes = {year: cell["notes"] for year, cell in figure["cells"].items()}
    return {name: one for name, one in figure.items() if name != "cells"} | {"notes": notes}


def _differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [one for one in dict.fromkeys([*now, *before]) if before.get(one) != now.get(one)]
