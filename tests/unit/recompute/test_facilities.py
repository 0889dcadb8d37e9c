"""Electricity, emissions, water, waste and paper by hand, where bills and units go wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dagster_project.recompute.bills import part_of_year
from dagster_project.recompute.parts import Parts
from dagster_project.recompute.reading import Year, day
from tests.unit.recompute.tables import COMPANY, YEAR, by_hand, figure

CALENDAR = Year.of(COMPANY, YEAR)
PEOPLE = [{"employee_no": "1"}, {"employee_no": "2"}]
HALF_A_THOUSANDTH = Fraction(1, 2000)


def split(quantity: str, after: str, until: str) -> Parts:
    first, last = day(after), day(until)
    assert first and last
    return part_of_year(Fraction(quantity), first, last, CALENDAR)


def amount(kpi_id: str, **exports) -> Fraction | None:
    return by_hand(**exports)[figure(kpi_id)].numerator


@pytest.mark.parametrize(
    ("after", "until", "part"),
    [
        ("2022-12-31", "2023-01-31", Fraction(31)),
        ("2022-12-15", "2023-01-15", Fraction(15)),
        ("2023-12-15", "2024-01-15", Fraction(16)),
        ("2023-11-30", "2023-12-31", Fraction(31)),
        ("2022-11-30", "2022-12-31", Fraction(0)),
        ("2023-12-31", "2024-01-31", Fraction(0)),
        ("2023-05-05", "2023-05-05", Fraction(31)),
    ],
)
def test_the_day_of_the_earlier_reading_belongs_to_the_bill_before(after: str, until: str, part: Fraction):
    assert split("31", after, until).numerator == part


@pytest.mark.parametrize(
    ("quantity", "after", "until", "roundings"),
    [
        ("100", "2023-01-15", "2023-02-15", 0),
        ("100.0005", "2023-01-15", "2023-02-15", 1),
        ("100", "2022-12-15", "2023-01-15", 1),
        ("100", "2022-06-30", "2024-06-30", 2),
    ],
)
def test_rounding_is_allowed_for_where_the_warehouse_rounds(quantity, after, until, roundings):
    assert split(quantity, after, until).rounding == roundings * HALF_A_THOUSANDTH


def test_a_split_that_does_not_come_out_even_is_exact_here():
    assert split("100", "2022-12-28", "2023-01-03").numerator == Fraction(50)
    assert split("100", "2022-12-29", "2023-01-05").numerator == Fraction(500, 7)


def test_registers_of_a_total_do_not_count_beside_it():
    bills = [{"reading_type": kind, "billed_quantity": "10"} for kind in ("peak", "valley")]
    assert amount("electricity", facilities__electricity_bills=bills) == 20
    bills.append({"reading_type": "total", "billed_quantity": "21"})
    assert amount("electricity", facilities__electricity_bills=bills) == 21


def test_a_reversal_takes_its_bill_back():
    bills = [
        {"billed_quantity": "100"},
        {"billed_quantity": "-100", "bill_no": "B1R", "bill_type": "reversal"},
        {"billed_quantity": "90", "bill_no": "B1N"},
    ]
    assert amount("electricity", facilities__electricity_bills=bills) == 90


def test_unit_share_and_boundary_of_a_bill():
    bills = [
        {"billed_quantity": "0.5", "quantity_unit": "10MWh", "allocation_share": "0.35"},
        {"billed_quantity": "7", "bill_no": "B2", "site_code": "LET"},
    ]
    assert amount("electricity", facilities__electricity_bills=bills) == 1750


def test_emissions_take_the_factor_of_the_grid():
    figures = by_hand(
        hr__employees=PEOPLE,
        facilities__electricity_bills=[
            {"billed_quantity": "100"},
            {"billed_quantity": "10", "site_code": "HK", "bill_no": "B2"},
        ],
    )
    emitted = 100 * Fraction("0.5703") + 10 * Fraction("0.71")
    assert figures[figure("ghg_scope2")].numerator == emitted
    assert figures[figure("ghg_scope2_intensity")][:2] == (emitted, 2)


def test_a_bill_in_a_unit_that_nobody_knows_leaves_the_figure_unknown():
    assert (
        amount("electricity", facilities__electricity_bills=[{"billed_quantity": "1", "quantity_unit": "GJ"}])
        is None
    )


def test_only_municipal_water_counts():
    bills = [
        {"quantity": "10"},
        {"quantity": "4000", "quantity_unit": "L"},
        {"quantity": "9", "water_source": "bottled"},
        {"quantity": "9", "water_source": "reclaimed"},
    ]
    assert amount("water", facilities__water_bills=bills) == 14


def test_hazardous_waste_as_received_and_pieces_by_weight():
    manifests = [
        {"transferred_quantity": "2", "received_quantity": "1.5", "unit": "t"},
        {"transferred_quantity": "30"},
        {"transferred_quantity": "4", "unit": "piece", "waste_name": "lamp"},
        {"transferred_quantity": "99", "transferred_on": "2022-12-31"},
    ]
    weights = [{"waste_name": "lamp", "kg_per_piece": "0.25"}]
    assert (
        amount("hazardous_waste", facilities__hazardous_waste=manifests, company__unit_weights=weights)
        == 1531
    )
    assert amount("hazardous_waste", facilities__hazardous_waste=manifests) is None


def test_office_waste_is_weighed_or_follows_from_its_bins():
    bins = {"bins": "2", "bin_litres": "240", "fill_rate": "0.5", "density_kg_per_litre": "0.1"}
    collections = [{**bins, "weight_kg": "30"}, bins, {"weight_kg": "9", "month": "2022-12"}]
    assert amount("nonhazardous_waste", facilities__office_waste=collections) == 54
    assert amount("nonhazardous_waste", facilities__office_waste=[{"bins": "2"}]) is None


@pytest.mark.parametrize(
    ("order", "packs"),
    [
        ({"quantity": "10", "returned_quantity": "4"}, 6),
        ({"quantity": "2", "returned_quantity": "1", "unit": "box"}, 5),
        ({"quantity": "10", "received_on": None}, 0),
        ({"quantity": "10", "received_on": "2024-01-02"}, 0),
    ],
)
def test_paper_less_returns_in_packs_and_boxes(order: dict[str, str | None], packs: int):
    pack = 500 * Fraction("0.06237") * 80 / 1000
    assert amount("paper", procurement__paper_orders=[order]) == packs * pack


def test_paper_that_does_not_say_what_it_is_leaves_the_figure_unknown():
    assert amount("paper", procurement__paper_orders=[{"quantity": "1", "specification": "paper"}]) is None
