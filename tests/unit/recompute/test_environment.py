"""Scope 1, energy, regional and market-based emissions, discharge and amounts for each facility, by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dagster_project.recompute.parts import UNKNOWN
from tests.unit.recompute.tables import COMPANY, by_hand, figure

BILL = {"billed_quantity": "1000"}
NONE = {"status": "not_occurring"}


def test_a_checklist_without_a_quantity_gives_no_figure_and_no_zero():
    figures = by_hand(
        company__scope1_sources=[{"source": "refrigerant", **NONE}, {"source": "natural_gas", **NONE}]
    )
    assert {parts for key, parts in figures.items() if key.kpi_id == "ghg_scope1"} == {UNKNOWN}


def test_scope_1_adds_up_the_quantities_of_its_year_and_energy_those_of_fuels():
    checklist = [
        {"source": "refrigerant", "quantity_tco2e": "2"},
        {"source": "company_cars", "quantity_tco2e": "3.5", "energy_mwh": "14"},
        {"source": "natural_gas", "status": "not_estimated", "quantity_tco2e": "9"},
        {"source": "leased_cars", "year": "2022", "quantity_tco2e": "9"},
    ]
    figures = by_hand(company__scope1_sources=checklist, facilities__electricity_bills=[BILL])
    assert figures[figure("ghg_scope1")].numerator == 5500
    assert figures[figure("ghg_scope1", "source", "company_cars")].numerator == 3500
    assert figures[figure("ghg_scope1", "source", "natural_gas")] == UNKNOWN
    for kpi_id in ("energy_mwh", "energy_gj"):
        assert figures[figure(kpi_id)].numerator == 15000
        assert figures[figure(kpi_id, "energy_class", "direct")].numerator == 14000
        assert figures[figure(kpi_id, "energy_class", "indirect")].numerator == 1000
        assert figures[figure(kpi_id, "energy_type", "leased_cars")] == UNKNOWN


def test_energy_of_electricity_alone_has_no_direct_part():
    figures = by_hand(
        company__scope1_sources=[{"source": "natural_gas", **NONE}], facilities__electricity_bills=[BILL]
    )
    assert figures[figure("energy_mwh")].numerator == 1000
    assert figures[figure("energy_mwh", "energy_class", "direct")] == UNKNOWN


def test_without_the_checklist_in_scope_there_is_neither():
    company = COMPANY.model_copy(update={"exports": ["facilities__electricity_bills"]})
    figures = by_hand(company, facilities__electricity_bills=[BILL])
    assert figures[figure("ghg_scope1")] == figures[figure("energy_mwh")] == UNKNOWN


def test_regional_factors_stand_beside_those_of_the_method():
    bills = [BILL, {**BILL, "site_code": "HK"}]
    figures = by_hand(facilities__electricity_bills=bills)
    assert figures[figure("ghg_scope2")].numerator == Fraction("570.3") + Fraction("710")
    assert figures[figure("ghg_scope2_location")].numerator == Fraction("432.6") + Fraction("660")


def test_a_grid_without_a_regional_factor_makes_them_unknown():
    company = COMPANY.model_copy(update={"regional_factors": {2023: {"hk_electric": "HK_HKE_2023"}}})
    figures = by_hand(company, facilities__electricity_bills=[BILL])
    assert figures[figure("ghg_scope2_location")] == UNKNOWN


@pytest.mark.parametrize(
    ("instrument", "kilograms"),
    [
        ({"quantity": "400"}, "342.18"),
        ({"quantity": "0.4", "quantity_unit": "MWh", "factor": "0.1"}, "382.18"),
        ({"quantity": "400", "generated_to": "2024-01-01"}, "570.3"),
        ({"quantity": "400", "site_code": "LET"}, "570.3"),
    ],
)
def test_a_certificate_of_the_year_takes_the_place_of_the_grid(instrument: dict[str, str], kilograms: str):
    figures = by_hand(facilities__electricity_bills=[BILL], facilities__energy_attributes=[instrument])
    assert figures[figure("ghg_scope2_market")].numerator == Fraction(kilograms)


def test_consumption_is_of_the_sites_that_meter_their_discharge():
    bills = [{"quantity": "100"}, {"quantity": "900", "site_code": "HK"}]
    readings = [
        {"quantity": "30"},
        {"quantity": "20000", "quantity_unit": "L"},
        {"quantity": "9", "month": "2024-01"},
    ]
    figures = by_hand(facilities__water_bills=bills, facilities__water_discharge=readings)
    assert figures[figure("water_withdrawal")].numerator == 1000
    assert figures[figure("water_discharge")].numerator == 50
    assert figures[figure("water_consumption")].numerator == 50


def test_an_amount_is_divided_by_the_days_that_the_facilities_were_leased():
    sites = [
        {"site_code": "HERE", "lease_from": "2019-01-01"},
        {"site_code": "GONE", "lease_to": "2023-01-31"},
        {"site_code": "LATER", "lease_from": "2024-01-01"},
        {"site_code": "LET", "in_boundary": "no"},
    ]
    figures = by_hand(company__sites=sites, facilities__electricity_bills=[BILL])
    assert figures[figure("electricity_per_facility")][:2] == (1000 * 365, 365 + 31)
    assert figures[figure("water_per_facility")][:2] == (0, 365 + 31)


def test_without_a_leased_facility_nothing_is_divided():
    figures = by_hand(
        company__sites=[{"site_code": "HERE", "lease_to": "2022-12-31"}], facilities__electricity_bills=[BILL]
    )
    assert figures[figure("electricity_per_facility")] == UNKNOWN
