"""The name of a published figure, such as `2023/turnover_rate/gender=male`. What the figure says is not here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from dagster_project.figures.values import Key
from dagster_project.registry.kpis import TOTAL

PATTERN = re.compile(r"(\d{4})/([a-z][a-z0-9_]*)(?:/([a-z][a-z0-9_]*)=([a-z][a-z0-9_]*))?")


class FigureIdError(Exception):
    """No figure has this name; the message says which have."""


@dataclass(frozen=True)
class FigureId:
    """Year, KPI, dimension and member; the undivided figure has neither of the last two in its name."""

    year: int
    key: Key

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2023/electricity` or `2023/turnover_rate/gender=male`.

        Raises:
            FigureIdError: the text is not spelt like that.
        """
        match = PATTERN.fullmatch(text.strip())
        if match is None:
            raise FigureIdError(
                f"{text!r} names no figure. Write year, KPI and breakdown: 2023/turnover_rate/gender=male, "
                "or 2023/electricity for a figure without one."
            )
        year, kpi, dimension, member = match.groups()
        return cls(int(year), Key(kpi, dimension or TOTAL, member or TOTAL))

    def __str__(self) -> str:
        kpi, dimension, member = self.key
        return f"{self.year}/{kpi}" if dimension == TOTAL else f"{self.year}/{kpi}/{dimension}={member}"
