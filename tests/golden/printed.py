"""The golden table: printed figures of the published report, for comparison only. No computing code reads it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

GOLDEN = Path(__file__).with_name("appendix_5_1.csv")


@dataclass(frozen=True)
class Interval:
    """The exact values that round half up to a printed one: `low` is among them, `high` is not."""

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, printed: str, scale: int = 1) -> Interval:
        number = Decimal(printed.split(" ")[0].replace(",", ""))
        half = Fraction(1, 2) * Fraction(Decimal(1).scaleb(int(number.as_tuple().exponent)))
        return cls((Fraction(number) - half) / scale, (Fraction(number) + half) / scale)

    def meets(self, other: Interval) -> bool:
        return self.low < other.high and other.low < self.high

    def integers(self) -> range:
        return range(
            -(-self.low.numerator // self.low.denominator), -(-self.high.numerator // self.high.denominator)
        )


def printed_cells(year: str) -> dict[tuple[str, str], str]:
    """(kpi, breakdown) in the report's words -> the cell of a year."""
    with GOLDEN.open(encoding="utf-8-sig", newline="") as file:
        return {(row["kpi"], row["breakdown"]): row[year] for row in csv.DictReader(file)}
