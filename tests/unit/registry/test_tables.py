"""The registry and a company's choices as rows of the year's warehouse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from dagster_project.registry.kpis import RegistryError, load_kpis
from dagster_project.registry.tables import registry_tables, write_registry
from tests.unit.publish.printed_values import company

REGISTRY = load_kpis()


def test_the_reporting_year_may_end_in_march():
    chosen = company(reporting_year={"starts": "04-01", "labelled_by": "last_day"}, currency="HKD")
    assert registry_tables(REGISTRY, chosen, 2024)["reporting_year"] == [
        {
            "reporting_year": 2024,
            "starts_on": date(2023, 4, 1),
            "ends_on": date(2024, 3, 31),
            "currency": "HKD",
        }
    ]


def test_only_the_chosen_method_has_components():
    chosen = company(methods={"turnover_rate": "leavers_over_average"})
    components = registry_tables(REGISTRY, chosen, 2023)["method_components"]
    rows = [row for row in components if row["kpi_id"] == "turnover_rate"]
    assert {row["method"] for row in rows} == {"leavers_over_average"}
    assert [(row["component"], row["weight"]) for row in rows if row["role"] == "denominator"] == [
        ("opening", Decimal("0.5")),
        ("closing", Decimal("0.5")),
    ]


def test_a_method_chosen_for_one_year_holds_for_that_year():
    chosen = company(methods_by_year={2022: {"turnover_rate": "leavers_over_opening"}})

    def method(year):
        rows = registry_tables(REGISTRY, chosen, year)["kpi_members"]
        return {row["method"] for row in rows if row["kpi_id"] == "turnover_rate"}

    assert (method(2022), method(2023)) == ({"leavers_over_opening"}, {"leavers_over_closing_and_leavers"})


def test_every_unknown_choice_is_reported_at_once():
    chosen = company(
        methods={"turnover_rate": "by_feel", "happiness": "any"},
        decimals={2023: {"water/gender": 1, "joy": 2}},
    )
    with pytest.raises(RegistryError) as error:
        registry_tables(REGISTRY, chosen, 2023)
    for expected in ("'by_feel'; offered", "'happiness'", "water has no dimension 'gender'", "'joy'"):
        assert expected in str(error.value)


def test_a_kpi_out_of_scope_says_what_is_missing():
    rows = registry_tables(REGISTRY, company(exports=["facilities__electricity_bills"]), 2023)["kpi_members"]
    scope = {row["kpi_id"]: (row["in_scope"], row["missing_needs"]) for row in rows}
    assert scope["electricity"] == (True, None)
    assert scope["electricity_intensity"] == (False, "hr__employees | hr__employments")


def test_writing_twice_leaves_the_same_rows_in_the_same_order():
    connection = duckdb.connect()
    written = [_written(connection) for _ in range(2)]
    assert written[0] == written[1]
    assert len(written[0]["kpi_members"]) == sum(len(kpi.members()) for kpi in REGISTRY.values())
    assert written[0]["grid_factors"] == [("default", "CN_ETS_0.5703")]


def _written(connection):
    counts = write_registry(connection, company(), 2023, REGISTRY)
    return {name: connection.execute(f"select * from registry.{name}").fetchall() for name in counts}


def test_rows_do_not_depend_on_the_order_of_the_registry():
    backwards = dict(reversed(REGISTRY.items()))
    assert registry_tables(backwards, company(), 2023) == registry_tables(REGISTRY, company(), 2023)


def test_weights_are_decimals_in_the_warehouse():
    connection = duckdb.connect()
    write_registry(connection, company(methods={"turnover_rate": "leavers_over_average"}), 2023, REGISTRY)
    column = connection.execute(
        "select typeof(weight), min(weight) from registry.method_components group by 1"
    )
    assert column.fetchall() == [("DECIMAL(28,10)", Decimal("0.5"))]
