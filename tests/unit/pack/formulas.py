"""Computes the few formulas that the pack writes, as a spreadsheet would, from a workbook's other cells."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

TOKEN = re.compile(
    r"""(?P<text>"[^"]*")
    |(?P<range>(?:'[^']+'|\w+)!\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)
    |(?P<cell>\$?[A-Z]{1,3}\$?\d+)
    |(?P<compare><=|>=|<>|=)
    |(?P<rest>[A-Z]+\(|[-+*/(),<>]|[\d.]+|\s)""",
    re.VERBOSE,
)


class Sheets:
    """A workbook with its formulas, what they gave when it was written, and what they give when computed."""

    def __init__(self, path: Path) -> None:
        self.formulas = openpyxl.load_workbook(path)
        self.cached = openpyxl.load_workbook(path, data_only=True)

    @cached_property
    def cells(self) -> list[tuple[str, str]]:
        """Sheet and place of every formula."""
        return [
            (sheet.title, cell.coordinate)
            for sheet in self.formulas
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]

    def value(self, sheet: str, place: str) -> Any:
        cell = self.formulas[sheet][place]
        return self.computed(sheet, place) if cell.data_type == "f" else cell.value

    def computed(self, sheet: str, place: str) -> Any:
        text = str(self.formulas[sheet][place].value).removeprefix("=")
        code, at = [], 0
        while at < len(text):
            match = TOKEN.match(text, at)
            assert match, f"{sheet}!{place}: cannot compute {text[at:]!r}"
            code.append(self._code(sheet, match))
            at = match.end()
        return eval(
            "".join(code), {"__builtins__": {}}, {"area": self._area, "cell": self.value, **FUNCTIONS}
        )

    def _code(self, sheet: str, match: re.Match[str]) -> str:
        kind, text = match.lastgroup, match[0]
        if kind == "range":
            other, area = text.rsplit("!", 1)
            return f"area({other.strip(chr(39))!r}, {area.replace('$', '')!r})"
        if kind == "cell":
            return f"blank_is_nothing(cell({sheet!r}, {text.replace('$', '')!r}))"
        if kind == "compare":
            return {"=": "==", "<>": "!="}.get(text, text)
        return text

    def _area(self, sheet: str, area: str) -> list[Any]:
        first, top, last, bottom = range_boundaries(area)
        rows = self.formulas[sheet].iter_rows(top, bottom, first, last)
        return [self.value(sheet, cell.coordinate) for row in rows for cell in row]


def _round(number: float, decimals: float) -> float:
    digits = Decimal(f"{number:.15g}")
    return float(digits.quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP))


def _sumifs(amounts: list[Any], *conditions: Any) -> float:
    pairs = list(zip(conditions[::2], conditions[1::2], strict=True))
    kept = [
        amount or 0 for at, amount in enumerate(amounts) if all(area[at] == wanted for area, wanted in pairs)
    ]
    return sum(kept)


FUNCTIONS = {
    "ROUND": _round,
    "ABS": abs,
    "N": lambda value: value if isinstance(value, int | float) else 0,
    "IF": lambda holds, then, otherwise: then if holds else otherwise,
    "AND": lambda *parts: all(parts),
    "SUM": lambda area: sum(value for value in area if isinstance(value, int | float)),
    "SUMIFS": _sumifs,
    "COUNTIF": lambda area, wanted: sum(value == wanted for value in area),
    "COUNTA": lambda area: sum(value is not None for value in area),
    "blank_is_nothing": lambda value: 0 if value is None else value,
}
