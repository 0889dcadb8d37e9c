"""Figures that their owners keep by hand and sign. Nothing is counted here: the register states them."""

from __future__ import annotations

from collections.abc import Mapping

from dagster_project.recompute.parts import Figure, Figures, Parts, Tables
from dagster_project.recompute.reading import number
from dagster_project.registry.kpis import REGISTER, Kpi


def figures(tables: Tables, label: int, kpis: Mapping[str, Kpi]) -> Figures:
    """What the register states of the year, for the KPIs that are kept in it."""
    return {
        Figure(row["indicator"] or "", row["dimension"] or "", row["member"] or ""): Parts(
            number(row["value"]), number(row["base"]), number(row["full_score"])
        )
        for row in tables[REGISTER]
        if row["year"] == str(label) and _is_kept_by_hand(kpis.get(row["indicator"] or ""))
    }


def _is_kept_by_hand(kpi: Kpi | None) -> bool:
    return kpi is not None and kpi.is_kept_by_hand
