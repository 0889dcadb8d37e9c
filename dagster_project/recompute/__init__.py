"""Every figure of a year once more, by hand: from the exports as they were read, in plain Python.

An independent second computation, as an assurer would make it. It shares the reader, the contracts, the
mappings and the corrections with the warehouse, and nothing after them: no model, no macro, no gate and no
table but those of `raw`. Each topic has its module; the methods are those of the registry and of `docs/methods.md`.
How the figures are compared with the warehouse's is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping

from dagster_project.company import Company
from dagster_project.recompute import (
    customers,
    energy,
    ethics,
    facilities,
    paper,
    people,
    register,
    safety,
    scope1,
    suppliers,
    training,
    waste,
    water,
    workforce,
)
from dagster_project.recompute.inputs import COLUMNS
from dagster_project.recompute.parts import UNKNOWN, Figure, Figures, Parts, Rows
from dagster_project.registry.kpis import Kpi, company_kpis

__all__ = ["COLUMNS", "Figure", "Figures", "Parts", "recompute"]


def recompute(
    rows: Mapping[str, Rows], company: Company, year: int, kpis: Mapping[str, Kpi] | None = None
) -> Figures:
    """The parts of every figure of the registry in a year.

    Args:
        rows: of each export and register, its rows in canonical text with at least the columns in `COLUMNS`;
            one that is missing has no rows.
        company: its choices: reporting year, methods, factors, currency, exports in scope.
        kpis: the registry, if not the company's.

    Returns:
        one entry for each KPI and member; a KPI out of the company's scope is unknown. So is a figure for
        which a row lacks what the method needs: a bill with a unit that nobody knows, a piece without a weight.
    """
    registry = dict(company_kpis(company) if kpis is None else kpis)
    found = _figures({name: rows.get(name, []) for name in COLUMNS}, company, year, registry)
    in_scope = {name for name, kpi in registry.items() if not kpi.missing_needs(company, year)}
    return {
        figure: found.get(figure, UNKNOWN) if figure.kpi_id in in_scope else UNKNOWN
        for kpi in registry.values()
        for figure in (Figure(kpi.id, *member) for member in kpi.members())
    }


def _figures(tables: Mapping[str, Rows], company: Company, year: int, kpis: dict[str, Kpi]) -> Figures:
    employed = people.Workforce(tables)
    of_people = people.figures(company, year, kpis, employed)
    headcount = of_people[Figure("headcount", "total", "total")].numerator
    assert headcount is not None
    amounts = {
        **energy.figures(tables, company, year, headcount),
        **water.figures(tables, company, year, headcount),
        **waste.figures(tables, company, year, headcount),
    }
    return {
        **of_people,
        **workforce.figures(tables, company, year, kpis, employed),
        **training.figures(tables, company, year, kpis, employed),
        **safety.figures(tables, company, year, headcount),
        **amounts,
        **facilities.figures(tables, company, year, amounts),
        **scope1.figures(tables, year),
        **paper.figures(tables, company, year),
        **suppliers.figures(tables, company, year),
        **customers.figures(tables, company, year),
        **ethics.figures(tables, company, year),
        **register.figures(tables, year, kpis),
    }
