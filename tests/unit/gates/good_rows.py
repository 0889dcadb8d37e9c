"""Rows of every export that no rule objects to, and for every rule what it has to object to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import pandas as pd

from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import Contract, load_contracts

Row = dict[str, str | None]

YEAR = 2023
MONTHS = [f"{YEAR}-{month:02d}" for month in range(1, 13)]

PERSON: Row = {
    "employee_no": "E1",
    "person_name": "someone",
    "gender": "male",
    "birth_date": "1985-05-05",
    "hire_date": "2015-03-02",
    "company": "Company A",
    "work_location": "深圳",
    "grade": "B",
    "employment_type": "full_time",
}
ROSTER: Row = {**PERSON, "is_main_job": "yes", "snapshot": "closing"}
SEPARATION: Row = {
    **PERSON,
    "leave_date": "2023-06-30",
    "last_working_day": "2023-06-30",
    "separation_type": "resignation",
    "approval_status": "approved",
}
BILL: Row = {
    "account_no": "0001",
    "site_code": "SZ01",
    "period_from": "2022-12-20",
    "period_to": "2023-01-20",
    "reading_type": "total",
    "previous_reading": "100",
    "current_reading": "200",
    "multiplier": "10",
    "metered_quantity": "1000",
    "billed_quantity": "1000",
    "quantity_unit": "kWh",
    "amount": "800",
    "bill_no": "B",
    "bill_type": "normal",
    "allocation_share": "0.5",
}
REVERSAL = {"bill_type": "reversal", "billed_quantity": "-1000", "original_bill_no": "B", "amount": "-800"}
WATER: Row = {
    "account_no": "W1",
    "site_code": "SZ01",
    "period_from": "2023-01-20",
    "period_to": "2023-02-20",
    "previous_reading": "100",
    "current_reading": "130",
    "reading_state": "normal",
    "quantity": "30",
    "quantity_unit": "m3",
    "water_source": "municipal",
    "unit_price": "4.5",
}
COLLECTION: Row = {
    "site_code": "SZ01",
    "month": "2023-01",
    "category": "other",
    "bins": "10",
    "bin_litres": "240",
    "fill_rate": "0.8",
    "density_kg_per_litre": "0.1",
    "weight_kg": None,
    "collection_no": "C",
}
SCOPE1: Row = {
    "year": "2023",
    "source": "company_cars",
    "status": "quantity",
    "quantity_tco2e": "3.5",
    "energy_mwh": "14",
    "evidence": "Fuel cards",
    "owner": "Facilities",
    "signed_by": "Head of facilities",
    "signed_on": "2024-01-12",
}
NONE_BURNT: Row = {"quantity_tco2e": None, "energy_mwh": None, "reason": "None is leased."}
INSTRUMENT: Row = {
    "instrument_no": "G",
    "instrument_type": "certificate",
    "site_code": "SZ01",
    "generated_from": "2023-01-01",
    "generated_to": "2023-12-31",
    "quantity": "1000",
    "quantity_unit": "kWh",
    "factor": "0",
    "evidence": "Retirement statement",
}
DISCHARGE: Row = {
    "site_code": "SZ01",
    "meter_no": "D1",
    "month": "2023-01",
    "quantity": "20",
    "quantity_unit": "m3",
    "destination": "municipal_sewer",
}
DISCLOSURE: Row = {
    "year": "2023",
    "standard": "HKEX",
    "code": "A1.0",
    "status": "disclosed",
    "location_zh_hant": "4.2",
    "owner": "Facilities",
    "signed_by": "Someone",
    "signed_on": "2024-01-19",
}
FIGURE: Row = {"year": "2022", "kpi_id": "water", "dimension": "total", "member": "total"}

GOOD: dict[str, list[Row]] = {
    "hr__employees": [ROSTER, {**ROSTER, "snapshot": "opening", "gender": "female"}],
    "hr__employments": [
        PERSON,
        {**PERSON, "termination_date": "2023-05-31", "separation_type": "resignation"},
    ],
    "hr__separations": [SEPARATION],
    "hr__movements": [
        {
            "employee_no": "E1",
            "movement_type": "entity_transfer",
            "effective_date": "2023-04-01",
            "from_company": "Company A",
            "to_company": "Company B",
        }
    ],
    "hr__training_records": [
        {
            "employee_no": "E1",
            "course_name": "Course",
            "started_at": "2023-03-01 09:00:00",
            "ended_at": "2023-03-01 11:00:00",
            "duration_minutes": "120",
            "completion_status": "completed",
            "course_category": "career_development",
            "score": "9.5",
        }
    ],
    "hr__injuries": [
        {
            "employee_no": "E1",
            "accident_date": "2023-02-01",
            "certified_on": "2023-03-01",
            "leave_from": "2023-02-01",
            "leave_to": "2023-02-10",
            "lost_days": "10",
            "is_fatal": "no",
        }
    ],
    "hr__attendance": [
        {
            "employee_no": "E1",
            "month": month,
            "scheduled_days": "22",
            "attended_days": "20",
            "sick_days": "1",
            "annual_leave_days": "1",
        }
        for month in MONTHS
    ],
    "hr__recruitment": [
        {
            "requisition_no": "R",
            "channel": "website",
            "employee_no": "E1",
            "start_date": "2023-05-01",
            "cost": "5000",
            "currency": "CNY",
        }
    ],
    "facilities__electricity_bills": [
        BILL,
        {**BILL, "period_from": "2023-12-20", "period_to": "2024-01-20"},
        {**BILL, **REVERSAL},
    ],
    "facilities__water_bills": [WATER, {**WATER, "reading_state": "reversal", "quantity": "-30"}],
    "facilities__hazardous_waste": [
        {
            "manifest_no": "M1",
            "site_code": "SZ01",
            "waste_name": "Tubes",
            "waste_code": "HW29 900-023-29",
            "unit": "piece",
            "transferred_quantity": "30",
            "received_quantity": "30",
            "transferred_on": "2023-05-01",
            "received_on": "2023-05-02",
        }
    ],
    "facilities__office_waste": [{**COLLECTION, "month": month} for month in MONTHS],
    "facilities__energy_attributes": [INSTRUMENT],
    "facilities__water_discharge": [{**DISCHARGE, "month": month} for month in MONTHS],
    "procurement__paper_orders": [
        {
            "order_no": "P1",
            "ordered_on": "2023-03-01",
            "received_on": "2023-03-05",
            "site_code": "SZ01",
            "material_code": "A4",
            "specification": "A4 80g 500張/包 5包/箱",
            "unit": "pack",
            "quantity": "100",
            "returned_quantity": "5",
        }
    ],
    "procurement__suppliers": [
        {
            "supplier_code": "S1",
            "supplier_name": "Supplier",
            "registration_no": "91440300MA5EX8MP1X",
            "country_region": "中國",
            "first_cooperation_on": "2020-01-01",
            "cooperation_status": "active",
        }
    ],
    "procurement__supplier_assessments": [
        {
            "assessment_no": "A1",
            "supplier_code": "S1",
            "assessment_type": "admission",
            "assessed_on": "2023-05-01",
            "conclusion": "passed",
            "esg_score": "80",
        }
    ],
    "procurement__supplier_terminations": [
        {
            "termination_no": "T1",
            "supplier_code": "S1",
            "terminated_on": "2023-05-01",
            "reason": "irregularity",
        }
    ],
    "customers__complaints": [
        {
            "ticket_no": "K1",
            "received_on": "2023-05-01",
            "is_valid": "yes",
            "closed_on": "2023-05-02",
            "outcome": "refunded",
        }
    ],
    "customers__satisfaction": [{"rated_at": "2023-05-01 10:00:00", "score": "9", "full_score": "10"}],
    "compliance__lawsuits": [
        {
            "case_no": "L1",
            "cause": "corruption",
            "filed_on": "2022-05-01",
            "concluded_on": "2023-05-01",
            "party": "company",
            "loss": "1000",
            "currency": "CNY",
        }
    ],
    "company__disclosures": [
        DISCLOSURE,
        {**DISCLOSURE, "code": "A1.1", "status": "not_applicable", "reason_zh_hant": "業務不產生空氣污染物"},
        {**DISCLOSURE, "code": "A1.3", "signed_by": None, "signed_on": None},
    ],
    "company__entities": [{"company": "A", "relation": "issuer", "in_boundary": "yes"}],
    "company__grades": [
        {"grade": "A", "employee_category": "senior"},
        {"grade": "B", "employee_category": "junior"},
    ],
    "company__control_totals": [
        {
            "year": "2023",
            "control": "headcount",
            "subject": "Company A",
            "stated": "100",
            "unit": "person",
            "source": "Payroll of December 2023",
            "owner": "Payroll",
        }
    ],
    "company__indicators": [
        {
            "year": "2023",
            "indicator": "director_share",
            "dimension": "gender",
            "member": "female",
            "value": "2",
            "base": "9",
            "evidence": "List of directors",
            "owner": "Company secretary",
            "signed_by": "Company secretary",
            "signed_on": "2024-02-05",
        }
    ],
    "company__known_differences": [
        {**FIGURE, "printed": "1", "computed": "2", "reason": "The two printed parts give two."}
    ],
    "company__locations": [{"location": "深圳", "region": "mainland"}],
    "company__notes": [{**FIGURE, "note_id": "env-1", "text_zh_hant": "附註"}],
    "company__published_figures": [
        {**FIGURE, "printed": printed, "document": "Report 2022"}
        for printed in ("16,098.54", "-", "0", "9 (滿分10分)", "1097.47")
    ],
    "company__sites": [
        {
            "site_code": "SZ",
            "city": "深圳",
            "grid": "south",
            "country_region": "中國",
            "area_m2": "1200",
            "in_boundary": "yes",
        }
    ],
    "company__scope1_sources": [
        SCOPE1,
        {**SCOPE1, "source": "leased_cars", "status": "not_occurring", **NONE_BURNT},
    ],
    "company__unit_weights": [{"waste_name": "Tube", "kg_per_piece": "0.2", "source": "Datasheet"}],
}

BROKEN_ROWS: dict[str, dict[str, Row]] = {
    "hr__employees": {
        "hired_after_birth": {"hire_date": "1984-01-01"},
        "age_at_year_end": {"birth_date": "1930-01-01", "hire_date": "1950-01-01"},
        "hire_date_plausible": {"hire_date": "2024-06-01"},
        "employee_number_spelt_out": {"employee_no": "1.23E+17"},
        "one_main_job_opening": {"snapshot": "opening"},
        "one_main_job_closing": {"company": "Company B"},
    },
    "hr__employments": {
        "age_at_year_end": {"birth_date": "1930-01-01", "hire_date": "1990-01-01"},
        "age_when_leaving": {
            "birth_date": "1930-01-01",
            "hire_date": "1990-01-01",
            "termination_date": "2023-01-31",
            "separation_type": "retirement",
        },
        "hired_after_birth": {"birth_date": "2067-05-05"},
        "ended_after_hired": {"termination_date": "2010-01-01", "separation_type": "resignation"},
        "hire_date_plausible": {"birth_date": "1920-01-01", "hire_date": "1940-01-01"},
        "end_and_reason_together": {"termination_date": "2023-05-31"},
    },
    "hr__separations": {
        "left_after_hired": {"last_working_day": "2015-03-01"},
        "age_on_last_day": {"birth_date": "1930-01-01", "hire_date": "1990-01-01"},
        "hired_after_birth": {"hire_date": "1999-01-01"},
        "last_day_plausible": {"last_working_day": "2020-12-01"},
        "processed_near_last_day": {"leave_date": "2022-06-30"},
    },
    "hr__movements": {
        "ended_after_effective": {"end_date": "2023-03-31"},
        "effective_date_plausible": {"effective_date": "2032-04-01"},
        "transfer_names_both_companies": {"to_company": None},
        "transfer_leaves_a_company": {"from_company": None},
    },
    "hr__training_records": {
        "duration_within_a_day": {"duration_minutes": "1441"},
        "completed_takes_time": {"duration_minutes": "0"},
        "ended_after_started": {"ended_at": "2023-03-01 08:59:59"},
        "started_around_the_year": {"started_at": "2024-05-01 09:00:00", "ended_at": None},
        "rating_out_of_ten": {"score": "95"},
    },
    "hr__injuries": {
        "certified_after_accident": {"certified_on": "2023-01-31"},
        "leave_after_accident": {"leave_from": "2023-01-31"},
        "leave_in_order": {"leave_to": "2023-01-31", "lost_days": None},
        "lost_days_not_negative": {"lost_days": "-1"},
        "lost_days_within_leave": {"lost_days": "11"},
        "death_has_date": {"is_fatal": "yes"},
        "no_death_without_fatality": {"death_date": "2023-03-01"},
        "death_after_accident": {"is_fatal": "yes", "death_date": "2023-01-31"},
        "accident_not_in_the_future": {"accident_date": "2024-06-01"},
    },
    "hr__attendance": {
        "scheduled_days_in_a_month": {"scheduled_days": "176"},
        "attended_not_negative": {"attended_days": "-1"},
        "attended_at_most_scheduled": {"attended_days": "22.5"},
        "absence_within_a_month": {"sick_days": "-3"},
        "days_add_up": {"attended_days": "21"},
    },
    "hr__recruitment": {
        "hired_once_a_day": {},
        "started_around_the_year": {"start_date": "2021-05-01"},
        "cost_not_negative": {"cost": "-1"},
        "cost_has_currency": {"currency": None},
        "outside_hire_has_a_cost": {"cost": None},
    },
    "facilities__electricity_bills": {
        "period_in_order": {"period_to": "2022-12-20"},
        "period_around_the_year": {"period_from": "2031-12-20", "period_to": "2032-01-20"},
        "bill_not_negative": {"billed_quantity": "-1"},
        "reversal_not_positive": {**REVERSAL, "billed_quantity": "1000"},
        "reversal_names_its_bill": {**REVERSAL, "original_bill_no": None},
        "multiplier_positive": {"multiplier": "0"},
        "share_within_one": {"allocation_share": "35"},
        "amount_not_negative": {"amount": "-1"},
        "readings_give_quantity": {"multiplier": "1"},
    },
    "facilities__water_bills": {
        "amount_not_negative": {"amount": "-5"},
        "period_in_order": {"period_to": "2023-06-20"},
        "period_around_the_year": {"period_from": "2020-01-20", "period_to": "2020-02-20"},
        "bill_not_negative": {"quantity": "-2"},
        "reversal_not_positive": {"reading_state": "reversal"},
        "share_within_one": {"allocation_share": "1.01"},
        "price_plausible": {"unit_price": "4500"},
        "meter_runs_forward": {"current_reading": "99"},
    },
    "facilities__hazardous_waste": {
        "transferred_not_negative": {"transferred_quantity": "-1"},
        "received_not_negative": {"received_quantity": "-1"},
        "received_near_transferred": {"received_quantity": "3000"},
        "received_after_transfer": {"received_on": "2023-04-30"},
        "transfer_around_the_year": {"transferred_on": "2020-05-01", "received_on": None},
        "waste_code_of_the_list": {"waste_code": "tubes"},
        "pieces_are_whole": {"transferred_quantity": "30.5"},
    },
    "facilities__office_waste": {
        "weight_or_its_parts": {"density_kg_per_litre": None},
        "weight_not_negative": {"weight_kg": "-1"},
        "bins_not_negative": {"bins": "-1"},
        "bin_litres_plausible": {"bin_litres": "0.24"},
        "fill_rate_within_one": {"fill_rate": "80"},
        "density_plausible": {"density_kg_per_litre": "100"},
    },
    "facilities__energy_attributes": {
        "generation_in_order": {"generated_from": "2024-01-01"},
        "generation_around_the_year": {"generated_from": "2020-01-01", "generated_to": "2020-12-31"},
        "quantity_positive": {"quantity": "0"},
        "factor_plausible": {"factor": "570.3"},
        "at_least_a_certificate": {
            "quantity": "20",
            "instrument_type": "certificate",
            "quantity_unit": "kWh",
        },
    },
    "facilities__water_discharge": {"quantity_not_negative": {"quantity": "-1"}},
    "procurement__paper_orders": {
        "price_not_negative": {"unit_price": "-1"},
        "quantity_not_negative": {"quantity": "-1", "returned_quantity": None},
        "returns_not_negative": {"returned_quantity": "-5"},
        "returned_at_most_ordered": {"returned_quantity": "101"},
        "received_after_ordered": {"received_on": "2023-02-28"},
        "ordered_around_the_year": {"ordered_on": "2020-03-01"},
        "specification_has_size": {"specification": "80g 500張/包"},
        "specification_has_grammage": {"specification": "A4 500張/包"},
    },
    "procurement__suppliers": {
        "mainland_registration_number": {"registration_no": "914403001234567"},
        "registration_number_spelt_out": {"registration_no": "9.1E+17", "country_region": "香港"},
        "first_cooperation_plausible": {"first_cooperation_on": "1900-01-01"},
        "commitment_plausible": {"commitment_signed_on": "2033-05-01"},
    },
    "procurement__supplier_assessments": {
        "assessed_around_the_year": {"assessed_on": "2026-05-01"},
        "score_out_of_a_hundred": {"esg_score": "101"},
        "has_conclusion": {"conclusion": None},
    },
    "procurement__supplier_terminations": {
        "terminated_around_the_year": {"terminated_on": "2026-05-01"},
        "once_a_day": {},
    },
    "customers__complaints": {
        "closed_after_received": {"closed_on": "2023-04-30"},
        "received_around_the_year": {"received_on": "2020-05-01"},
        "closed_with_outcome": {"outcome": None},
    },
    "customers__satisfaction": {
        "score_within_scale": {"score": "10.5"},
        "score_not_negative": {"score": "-1"},
        "scale_plausible": {"full_score": "1000"},
        "rated_around_the_year": {"rated_at": "2020-05-01 10:00:00"},
    },
    "compliance__lawsuits": {
        "concluded_after_filed": {"concluded_on": "2022-04-30"},
        "filed_plausible": {"filed_on": "1950-05-01"},
        "loss_not_negative": {"loss": "-1"},
        "loss_has_currency": {"currency": None},
        "concluded_states_loss": {"loss": None},
    },
    "company__disclosures": {
        "year_plausible": {"year": "23"},
        "not_applicable_has_a_reason": {"status": "not_applicable"},
        "omitted_has_a_reason": {"status": "omitted"},
        "reason_in_words": {"status": "omitted", "reason_zh_hant": "不適用"},
        "signature_whole": {"signed_on": None},
    },
    "company__entities": {
        "included_in_order": {"included_from": "2023-01-01", "included_to": "2022-12-31"},
        "parent_group_outside": {"relation": "parent_group"},
    },
    "company__grades": {"grade_is_a_code": {"grade": "B 2"}},
    "company__control_totals": {
        "year_plausible": {"year": "20"},
        "stated_not_negative": {"stated": "-1"},
        "source_in_words": {"source": "SAP"},
    },
    "company__indicators": {
        "year_plausible": {"year": "20"},
        "value_not_negative": {"value": "-1"},
        "base_above_nought": {"base": "0"},
        "evidence_in_words": {"evidence": "yes"},
    },
    "company__known_differences": {
        "year_plausible": {"year": "22"},
        "reason_in_words": {"reason": "rounding"},
        "kpi_id_spelt_as_in_registry": {"kpi_id": "Water"},
    },
    "company__locations": {"location_is_a_name": {"location": "4403"}},
    "company__notes": {
        "year_plausible": {"year": "202"},
        "note_id_plain": {"note_id": "Note 1"},
    },
    "company__published_figures": {
        "year_plausible": {"year": "20222"},
        "printed_is_a_figure": {"printed": "16,098.54 t"},
        "kpi_id_spelt_as_in_registry": {"kpi_id": "總耗水量"},
    },
    "company__scope1_sources": {
        "year_plausible": {"year": "23"},
        "quantity_is_stated": {"quantity_tco2e": None},
        "no_quantity_beside_a_notation": {**NONE_BURNT, "status": "not_occurring", "quantity_tco2e": "3.5"},
        "quantity_not_negative": {"quantity_tco2e": "0"},
        "fuel_states_its_energy": {"energy_mwh": None},
        "energy_not_negative": {"energy_mwh": "-1"},
        "reason_in_words": {**NONE_BURNT, "status": "not_estimated", "reason": "NE"},
        "reason_is_there": {**NONE_BURNT, "status": "not_estimated", "reason": None},
    },
    "company__sites": {
        "lease_in_order": {"lease_from": "2023-01-01", "lease_to": "2022-01-01"},
        "area_plausible": {"area_m2": "0"},
    },
    "company__unit_weights": {"weight_plausible": {"kg_per_piece": "0"}},
}


def _all(**changes: str) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [{**row, **changes} for row in rows]


def _without_last(rows: list[Row]) -> list[Row]:
    return rows[:-1]


def _first_twice_with(**changes: str) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [*rows, {**rows[0], **changes}]


BROKEN_TABLES: dict[str, dict[str, Callable[[list[Row]], list[Row]]]] = {
    "hr__employees": {
        "both_snapshots": _without_last,
        "both_genders": _all(gender="male"),
    },
    "hr__separations": {
        "each_file_of_the_year": _all(last_working_day="2022-05-01"),
        "some_approved": _all(approval_status="pending"),
    },
    "hr__training_records": {
        "each_file_of_the_year": _all(started_at="2022-05-01 09:00:00", ended_at="2022-05-01 11:00:00"),
        "some_career_development": _all(course_category="compliance"),
        "some_completed": _all(completion_status="in_progress"),
    },
    "hr__attendance": {"every_month": _without_last, "absence_is_told": _all(sick_days=None)},
    "facilities__electricity_bills": {
        "each_file_of_the_year": _all(period_from="2022-04-01", period_to="2022-05-01"),
        "covers_year_start": _all(period_from="2023-01-20", period_to="2023-02-20"),
        "covers_year_end": _all(period_from="2022-12-20", period_to="2023-01-20"),
    },
    "facilities__water_bills": {
        "each_file_of_the_year": _all(period_from="2022-04-01", period_to="2022-05-01"),
        "some_municipal_supply": _all(water_source="bottled"),
    },
    "facilities__office_waste": {"every_month": _without_last},
    "facilities__energy_attributes": {
        "of_one_year": _all(generated_from="2023-06-01", generated_to="2024-01-20"),
        "some_of_the_year": _all(generated_from="2022-01-01", generated_to="2022-12-31"),
    },
    "facilities__water_discharge": {"every_month": _without_last},
    "procurement__supplier_assessments": {
        "each_file_of_the_year": _all(assessed_on="2022-05-01"),
        "some_admission": _all(assessment_type="renewal_review"),
    },
    "customers__satisfaction": {
        "each_file_of_the_year": _all(rated_at="2022-05-01 10:00:00"),
        "one_scale": _first_twice_with(full_score="9"),
    },
    "company__entities": {"some_in_boundary": _all(in_boundary="no")},
    "company__grades": {"several_categories": _all(employee_category="senior")},
    "company__sites": {"some_in_boundary": _all(in_boundary="no")},
    "hr__movements": {"each_file_of_the_year": _all(effective_date="2022-05-01")},
    "hr__recruitment": {"each_file_of_the_year": _all(start_date="2022-05-01")},
    "facilities__hazardous_waste": {"each_file_of_the_year": _all(transferred_on="2022-05-01")},
    "procurement__paper_orders": {"each_file_of_the_year": _all(ordered_on="2022-05-01")},
    "procurement__supplier_terminations": {"each_file_of_the_year": _all(terminated_on="2022-05-01")},
    "customers__complaints": {"each_file_of_the_year": _all(received_on="2022-05-01")},
}


@cache
def contract(name: str) -> Contract:
    return load_contracts(SEEDS_DIR / "contracts")[name]


def frame_of_rows(contract: Contract, rows: Sequence[Row], row_ids: Sequence[str] = ()) -> pd.DataFrame:
    """A frame as intake hands it over: all of the contract's columns as text, keys made to differ."""
    names = [name for name in contract.key if contract.columns[name].type in ("code", "text")]
    filled: list[Row] = []
    for number, row in enumerate(rows):
        complete: Row = {name: row.get(name) for name in contract.columns}
        if names:
            complete[names[-1]] = f"{complete[names[-1]]}{number or ''}"
        complete["row_id"] = row_ids[number] if number < len(row_ids) else f"good:{number}"
        filled.append(complete)
    return pd.DataFrame(filled, dtype=object)
