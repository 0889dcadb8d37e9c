"""Audit tables of facilities, procurement and customers that no publish rule objects to, and what breaks each rule.

The tables take their columns from the models' contracts.
"""

from __future__ import annotations

from typing import Any

import duckdb

from dagster_project.project import DBT_DIR
from dagster_project.yaml_text import load_yaml

GOOD: dict[str, list[dict[str, Any]]] = {
    "aud_meter_coverage": [
        {"utility": utility, "level": "summary", "subject": "all meters"}
        for utility in ("electricity", "water")
    ],
    "aud_bills": [
        {
            "utility": utility,
            "level": "line",
            "subject": "a bill",
            "readings_difference": 0,
            "billed_difference": 0,
            "reading_gap": 0,
            "price_to_usual": 1,
            "price_to_others": 1,
            "amount_difference": 0,
            "a_day_to_usual": 1,
            "reversal_difference": 0,
            "total_difference": 0,
        }
        for utility in ("electricity", "water")
    ],
    "aud_emission_factors": [
        {"level": "summary", "grid": "all grids", "factor_id": "all factors"},
        {
            "level": "factor",
            "grid": "east",
            "factor_id": "CN_1",
            "factor_unit": "kgCO2/kWh",
            "basis": "national_average",
            "evidence": "verified",
            "standing": "final",
            "years_behind": 1,
            "years_issued_later": 0,
            "difference_kg": 0,
            "factors_in_fact": 1,
        },
    ],
    "aud_scope1_sources": [
        {"level": "source", "subject": "refrigerant", "standing": "listed"},
        {"level": "summary", "subject": "all sources", "standing": "listed"},
    ],
    "aud_facility_meters": [
        {"utility": "certificates", "subject": "SZ01", "excess": 0},
        {"utility": "discharge", "subject": "SZ01", "excess": -5},
        {"utility": "summary", "subject": "all sites"},
    ],
    "aud_site_months": [
        {
            "level": "month",
            "utility": utility,
            "site_code": "SZ01",
            "period": "2023-01-01",
            "to_usual": 1,
            "to_before": 1,
            "to_other_sites": 1,
        }
        for utility in ("electricity", "water", "office_waste")
    ],
    "aud_estimates": [
        {"quantity": quantity, "share": 0, "threshold": "0.05"}
        for quantity in ("electricity", "water", "office_waste", "hazardous_waste")
    ],
    "aud_conservation": [
        {"contract": "hr__employees", "border": border, "difference": 0, "excluded_in_facts": 0}
        for border in ("intake", "staging", "screening", "facts")
    ],
    "aud_suppliers": [
        {"check_name": check, "subject": "all", "ratio": ratio, "hole": 5, "in_turn": 1}
        for check, ratio in (
            ("known_supplier", None),
            ("credit_code", None),
            ("one_number_for_a_name", None),
            ("one_country_for_a_number", None),
            ("begun_when_active", None),
            ("terminated_status", None),
            ("terminated_after_it_began", None),
            ("numbers_in_turn", None),
            ("ratings_of_a_month", 1),
            ("mean_of_a_month", 1),
            ("ratings_given_twice", 0),
        )
    ],
    "aud_waste_and_paper": [
        *({"level": "summary", "subject": subject} for subject in ("manifests", "collections", "orders")),
        {"level": "manifest", "subject": "m", "received_share": 1, "kg_to_usual": 1, "share_of_year": 0.1},
        {"level": "collection", "subject": "c", "weight_to_bins": 1, "density_to_usual": 1, "kg_to_usual": 1},
        {
            "level": "order",
            "subject": "o",
            "price_to_usual": 1,
            "share_of_year": 0.1,
            "returned_share": 0,
            "days_to_delivery": 3,
            "grams_per_m2": 80,
            "sheets_per_unit": 500,
            "hole": 50,
            "in_turn": 1,
        },
    ],
}


def write_good_audits(connection: duckdb.DuckDBPyConnection) -> None:
    """The audit tables in the shape that dbt gives them, with rows that every rule accepts."""
    connection.execute("create schema if not exists audit")
    for table, rows in GOOD.items():
        (model,) = load_yaml((DBT_DIR / "models" / "audit" / f"{table}.yml").read_text("utf-8"))["models"]
        columns = ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
        connection.execute(f"create table audit.{table} ({columns})")
        for row in rows:
            places = ", ".join("?" for _ in row)
            connection.execute(
                f"insert into audit.{table} ({', '.join(row)}) values ({places})", list(row.values())
            )


def _faulty(check: str) -> str:
    return f"update audit.aud_suppliers set fault = 'found' where check_name = '{check}'"


def _set(table: str, **changes: str) -> dict[str, str]:
    return {rule: f"update audit.{table} set {change}" for rule, change in changes.items()}


BROKEN: dict[str, dict[str, str]] = {
    "aud_scope1_sources": {
        "looked_at": "delete from audit.aud_scope1_sources where level = 'summary'",
        **_set(
            "aud_scope1_sources",
            every_kind_of_source="standing = 'missing'",
            signed_after_the_year="signed_early = '2023-12-31'",
            every_source_is_estimated="not_estimated = 'refrigerant: no log'",
        ),
    },
    "aud_facility_meters": {
        "looked_at": "delete from audit.aud_facility_meters where utility = 'summary'",
        **_set(
            "aud_facility_meters",
            certified_at_most_used="excess = 1",
            discharged_at_most_withdrawn="excess = 1",
        ),
    },
    "aud_meter_coverage": {
        "both_utilities_looked_at": "delete from audit.aud_meter_coverage where utility = 'water'",
        **_set(
            "aud_meter_coverage",
            no_day_twice="days_twice = '2023-01-01 to 2023-01-31'",
            no_day_missing="gaps = '2023-01-01 to 2023-01-31'",
            no_day_outside_the_lease="outside_lease = '2023-01-01 to 2023-01-31'",
            every_site_has_a_meter="without_meter = 'no bill on 365 leased days'",
        ),
    },
    "aud_bills": {
        "both_utilities_looked_at": "delete from audit.aud_bills where utility = 'water'",
        **_set(
            "aud_bills",
            readings_give_quantity="readings_difference = 90",
            parts_of_the_quantity_add_up="billed_difference = -2",
            readings_go_on="reading_gap = 1",
            one_transformer_ratio="multiplier_change = '80 to 40'",
            usual_price="price_to_usual = 1000",
            price_of_other_meters="price_to_others = 0.001",
            price_times_quantity="amount_difference = 0.1",
            usual_use_of_electricity="a_day_to_usual = 2",
            usual_use_of_water="a_day_to_usual = 0.1",
            another_quantity_than_before="same_as_before = 3100",
            reversal_takes_back_a_bill="reversal_fault = 'nothing to take back'",
            reversal_takes_back_the_whole_bill="reversal_difference = -1",
            registers_add_up="total_difference = 6",
            usual_registers="register_change = 'total for peak valley'",
            one_site="site_change = 'SZ01, SH01'",
            one_share="share_change = '0.35, all'",
        ),
    },
    "aud_emission_factors": {
        "looked_at": "delete from audit.aud_emission_factors where level = 'summary'",
        **_set(
            "aud_emission_factors",
            never_a_draft="standing = 'never final'",
            unit_needs_no_conversion="factor_unit = 'kgCO2/MWh'",
            compared_with_its_document="evidence = 'unverified'",
            average_of_a_grid="basis = 'national_fossil'",
            of_a_recent_year="years_behind = 3",
            latest_of_its_kind="newer_data_year = 2022",
            published_in_time="years_issued_later = 1",
            holds_where_the_sites_are="region_fault = 'east for Hong Kong'",
            one_region_for_one_grid="served_fault = 'east for 3 grids'",
            same_basis_as_last_year="basis_change = 'province to nation'",
            no_older_than_last_years="went_back = '2022 to 2021'",
            emissions_follow="difference_kg = 1",
            one_factor_for_a_grid="factors_in_fact = 2",
        ),
    },
    "aud_site_months": {
        "every_utility_looked_at": "delete from audit.aud_site_months where utility = 'office_waste'",
        **_set(
            "aud_site_months",
            every_leased_month="missing = 'nothing in a leased month'",
            electricity_as_usual="to_usual = 1.6",
            water_as_usual="to_usual = 0.3",
            office_waste_as_usual="to_usual = 1000",
            electricity_near_last_year="to_before = 0.001",
            water_near_last_year="to_before = 5",
            near_other_sites="to_other_sites = 1000",
            same_area_as_last_year="area_change = '9200 to 920'",
            same_boundary_as_last_year="boundary_change = 'inside to outside'",
            same_lease_as_last_year="lease_change = '2018-04-01 to 2023-04-01'",
        ),
    },
    "aud_estimates": {
        "every_quantity_looked_at": "delete from audit.aud_estimates where quantity = 'water'",
        **_set("aud_estimates", few_estimates="share = 0.06"),
    },
    "aud_conservation": {
        "every_border": "delete from audit.aud_conservation where border = 'facts'",
        **_set(
            "aud_conservation",
            nothing_lost_or_made="difference = -1",
            nothing_excluded_comes_back="excluded_in_facts = 1",
        ),
    },
    "aud_suppliers": {
        "every_check_was_made": "delete from audit.aud_suppliers where check_name = 'credit_code'",
        "known_supplier": _faulty("known_supplier"),
        "credit_code_holds": _faulty("credit_code"),
        "one_number_for_a_name": _faulty("one_number_for_a_name"),
        "one_country_for_a_number": _faulty("one_country_for_a_number"),
        "begun_when_active": _faulty("begun_when_active"),
        "terminated_is_not_active": _faulty("terminated_status"),
        "terminated_after_it_began": _faulty("terminated_after_it_began"),
        **_set(
            "aud_suppliers",
            no_number_left_out="hole = 1",
            ratings_of_each_month="ratio = 0.3",
            mean_of_each_month="ratio = 1.2",
            no_rating_twice="ratio = 0.02",
        ),
    },
    "aud_waste_and_paper": {
        "every_document_looked_at": "delete from audit.aud_waste_and_paper where subject = 'orders'",
        **_set(
            "aud_waste_and_paper",
            received_what_was_handed_over="received_share = 0.001",
            usual_unit="unit_change = 't for kg'",
            usual_weight_of_waste="kg_to_usual = 1000",
            no_manifest_is_half_the_year="share_of_year = 0.6",
            weight_fits_the_bins="weight_to_bins = 0.001",
            usual_density="density_to_usual = 10",
            usual_load="kg_to_usual = 3",
            every_category_collected="categories_missing = 'food for food other'",
            usual_price_of_a_sheet="price_to_usual = 5",
            no_order_is_a_third_of_the_year="share_of_year = 0.4",
            little_is_sent_back="returned_share = 1",
            delivered_soon="days_to_delivery = 365",
            grammage_of_office_paper="grams_per_m2 = 8",
            sheets_of_a_pack_or_box="sheets_per_unit = 5",
            one_specification_for_a_material="specifications = 'A4 80g, A4 70g'",
            no_number_left_out="hole = 1",
        ),
    },
}
