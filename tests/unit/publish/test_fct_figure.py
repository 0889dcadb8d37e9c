"""The version of a method: it changes with what decides a figure, and with nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dagster_project.publish.fct_figure import method_version
from dagster_project.registry.kpis import Kpi, load_kpis

TURNOVER = load_kpis()["turnover_rate"]
METHOD = TURNOVER.methods[0]


def with_method(**changes) -> Kpi:
    return TURNOVER.model_copy(update={"methods": [METHOD.model_copy(update=changes), *TURNOVER.methods[1:]]})


@pytest.mark.parametrize(
    "changed",
    [
        with_method(
            components=[
                METHOD.components[0].model_copy(update={"weight": Decimal(2)}),
                *METHOD.components[1:],
            ]
        ),
        with_method(source=TURNOVER.definition),
        TURNOVER.model_copy(update={"multiplier": 1000}),
        TURNOVER.model_copy(update={"unit": load_kpis()["headcount"].unit}),
    ],
    ids=["weight of a term", "source", "multiplier", "unit"],
)
def test_what_decides_the_figure_gives_a_new_version(changed):
    assert method_version(changed, METHOD.id) != method_version(TURNOVER, METHOD.id)


def test_what_decides_nothing_leaves_the_version():
    elsewhere = TURNOVER.model_copy(update={"standards": [], "owner": "somebody else"})
    assert method_version(elsewhere, METHOD.id) == method_version(TURNOVER, METHOD.id)


def test_two_methods_have_two_versions():
    assert len({method_version(TURNOVER, one.id) for one in TURNOVER.methods}) == len(TURNOVER.methods) > 1
