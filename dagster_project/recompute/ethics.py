"""Cases of misconduct that were concluded, and what those of corruption cost. No disputes over contracts or labour."""

from __future__ import annotations

from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.parts import Figure, Figures, Parts, Rows, Tables, amount, total
from dagster_project.recompute.reading import Row, Year, number

LAWSUITS = "compliance__lawsuits"
KINDS = {
    "corruption": {"corruption", "bribery", "embezzlement"},
    "discrimination": {"discrimination", "harassment"},
    "privacy": {"privacy"},
    "conflict_of_interest": {"conflict_of_interest"},
    "money_laundering": {"money_laundering", "insider_dealing"},
}
PARTIES = {"company", "employee"}


def figures(tables: Tables, company: Company, label: int) -> Figures:
    """Cases against the company or its employees by their conclusion and cause, and the losses of corruption."""
    year = Year.of(company, label)
    found = {kind: concluded(tables[LAWSUITS], causes, year) for kind, causes in KINDS.items()}
    cases = found["corruption"]
    return {
        **{Figure("cases", "cause", kind): Parts(Fraction(len(rows))) for kind, rows in found.items()},
        total("corruption_cases"): Parts(Fraction(len(cases))),
        total("corruption_losses"): amount(_loss(row, company.currency) for row in cases),
    }


def concluded(lawsuits: Rows, causes: set[str], year: Year) -> Rows:
    """Cases of these causes against the company or its employees that were concluded in the year."""
    return [
        row
        for row in lawsuits
        if row["cause"] in causes and row["party"] in PARTIES and year.holds(row["concluded_on"])
    ]


def _loss(row: Row, currency: str) -> Fraction | None:
    """The loss in the company's currency; a loss in another one cannot be added."""
    return number(row["loss"]) if row["currency"] in (currency, None) else None
