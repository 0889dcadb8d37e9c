"""Cases of corruption that were concluded, and what they cost. No other lawsuits."""

from __future__ import annotations

from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.parts import Figures, Parts, Rows, Tables, amount, total
from dagster_project.recompute.reading import Row, Year, number

LAWSUITS = "compliance__lawsuits"
CAUSES = {"corruption", "bribery", "embezzlement"}
PARTIES = {"company", "employee"}


def figures(tables: Tables, company: Company, label: int) -> Figures:
    """Corruption cases against the company or its employees by their conclusion, and their losses."""
    cases = concluded(tables[LAWSUITS], Year.of(company, label))
    return {
        total("corruption_cases"): Parts(Fraction(len(cases))),
        total("corruption_losses"): amount(_loss(row, company.currency) for row in cases),
    }


def concluded(lawsuits: Rows, year: Year) -> Rows:
    """Corruption cases against the company or its employees that were concluded in the year."""
    return [
        row
        for row in lawsuits
        if row["cause"] in CAUSES and row["party"] in PARTIES and year.holds(row["concluded_on"])
    ]


def _loss(row: Row, currency: str) -> Fraction | None:
    """The loss in the company's currency; a loss in another one cannot be added."""
    return number(row["loss"]) if row["currency"] in (currency, None) else None
