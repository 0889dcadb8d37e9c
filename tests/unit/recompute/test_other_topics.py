"""Suppliers, customers, ethics and safety by hand, and what lies out of scope."""

from __future__ import annotations

import pytest

from dagster_project.company import ReportingYear
from dagster_project.recompute.parts import UNKNOWN
from dagster_project.registry.kpis import load_kpis
from tests.unit.recompute.tables import COMPANY, by_hand, figure


def counted(kpi_id: str, **exports):
    return by_hand(**exports)[figure(kpi_id)].numerator


def test_a_supplier_is_new_once_and_by_its_earliest_cooperation():
    master = [
        {"supplier_code": "1", "registration_no": "a"},
        {
            "supplier_code": "2",
            "registration_no": "a",
            "first_cooperation_on": "2023-04-01",
            "country_region": "Abroad",
        },
        {"supplier_code": "3", "registration_no": "b"},
        {"supplier_code": "4", "registration_no": "b", "first_cooperation_on": "2019-01-01"},
        {"supplier_code": "5", "registration_no": "c", "cooperation_status": "candidate"},
    ]
    figures = by_hand(procurement__suppliers=master)
    assert figures[figure("new_suppliers")].numerator == 1
    assert figures[figure("new_suppliers", "region", "overseas")].numerator == 1
    assert figures[figure("new_suppliers", "region", "mainland")].numerator == 0


def test_a_supplier_is_active_and_has_signed_under_any_of_its_codes():
    master = [
        {
            "supplier_code": "1",
            "registration_no": "a",
            "first_cooperation_on": "2019-01-01",
            "cooperation_status": "terminated",
        },
        {
            "supplier_code": "2",
            "registration_no": "a",
            "country_region": "Abroad",
            "commitment_signed_on": "2023-12-31",
        },
        {
            "supplier_code": "3",
            "registration_no": "b",
            "country_region": "Abroad",
            "commitment_signed_on": "2024-01-01",
        },
        {
            "supplier_code": "4",
            "registration_no": "c",
            "cooperation_status": "frozen",
            "commitment_signed_on": "2020-01-01",
        },
        {"supplier_code": "5", "registration_no": "d", "first_cooperation_on": "2024-01-01"},
    ]
    figures = by_hand(procurement__suppliers=master)
    assert figures[figure("suppliers_active")].numerator == 2
    assert figures[figure("suppliers_active", "region", "mainland")].numerator == 1
    assert figures[figure("supplier_commitment_rate")][:2] == (1, 2)


def test_where_no_signature_is_kept_there_is_no_rate_of_them():
    figures = by_hand(procurement__suppliers=[{"supplier_code": "1", "registration_no": "a"}])
    assert figures[figure("suppliers_active")].numerator == 1
    assert figures[figure("supplier_commitment_rate")] == UNKNOWN


def test_a_new_supplier_is_screened_by_a_scored_admission_of_the_year():
    master = [{"supplier_code": code, "registration_no": code} for code in "1234"]
    master.append({"supplier_code": "5", "registration_no": "5", "first_cooperation_on": "2019-01-01"})
    assessments = [
        {"supplier_code": "1", "esg_score": "80"},
        {"supplier_code": "2", "esg_score": None},
        {"supplier_code": "3", "esg_score": "80", "assessed_on": "2022-12-31"},
        {"supplier_code": "4", "esg_score": "80", "assessment_type": "renewal_first"},
        {"supplier_code": "5", "esg_score": "80"},
    ]
    figures = by_hand(procurement__suppliers=master, procurement__supplier_assessments=assessments)
    assert figures[figure("new_suppliers_screened")][:2] == (1, 4)


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        ("embezzlement", "corruption"),
        ("harassment", "discrimination"),
        ("privacy", "privacy"),
        ("conflict_of_interest", "conflict_of_interest"),
        ("insider_dealing", "money_laundering"),
        ("labour", None),
    ],
)
def test_a_case_counts_under_the_kind_of_its_cause(cause: str, kind: str | None):
    figures = by_hand(compliance__lawsuits=[{"cause": cause, "loss": "7"}])
    counted_under = {
        key.member for key, parts in figures.items() if key.kpi_id == "cases" and parts.numerator
    }
    assert counted_under == ({kind} if kind else set())
    assert figures[figure("corruption_losses")].numerator == (7 if kind == "corruption" else 0)


def test_suppliers_assessed_and_terminated_are_counted_once_whatever_their_codes():
    master = [{"supplier_code": code, "registration_no": "a"} for code in "12"]
    assessments = [{"supplier_code": "1"}, {"supplier_code": "2"}]
    renewal = {"supplier_code": "3", "assessment_type": "renewal_first"}
    terminations = [
        {"supplier_code": "1"},
        {"supplier_code": "2"},
        {"supplier_code": "9", "reason": "breach"},
    ]
    figures = by_hand(
        procurement__suppliers=master,
        procurement__supplier_assessments=[*assessments, renewal],
        procurement__supplier_terminations=terminations,
    )
    assert figures[figure("suppliers_assessed")].numerator == 1
    assert figures[figure("suppliers_terminated")].numerator == 1


def test_complaints_of_the_year_and_those_closed_since():
    tickets = [
        {"closed_on": "2024-01-08", "received_on": "2023-12-31"},
        {"closed_on": None},
        {"is_valid": "no", "closed_on": "2023-05-02"},
        {"received_on": "2022-12-31"},
    ]
    figures = by_hand(customers__complaints=tickets)
    assert figures[figure("complaints")].numerator == 2
    assert figures[figure("complaint_resolution_rate")][:2] == (1, 2)


def test_a_mean_score_stands_on_one_scale():
    ratings = [{"score": "9"}, {"score": "8.5"}, {"score": "1", "rated_at": "2024-01-01 00:00:00"}]
    parts = by_hand(customers__satisfaction=ratings)[figure("satisfaction")]
    assert (float(parts.numerator or 0), parts.denominator, parts.scale) == (17.5, 2, 10)
    assert (
        counted("satisfaction", customers__satisfaction=[*ratings, {"score": "4", "full_score": "5"}]) is None
    )


@pytest.mark.parametrize(
    ("case", "cases"),
    [
        ({}, 1),
        ({"cause": "contract"}, 0),
        ({"party": "third_party"}, 0),
        ({"concluded_on": None}, 0),
        ({"concluded_on": "2022-12-31"}, 0),
    ],
)
def test_which_lawsuits_are_cases_of_corruption(case: dict[str, str | None], cases: int):
    figures = by_hand(compliance__lawsuits=[{"loss": "12.5", **case}])
    assert figures[figure("corruption_cases")].numerator == cases
    assert figures[figure("corruption_losses")].numerator == cases * 12.5


def test_a_loss_in_another_currency_is_not_added():
    assert counted("corruption_losses", compliance__lawsuits=[{"loss": "5", "currency": "HKD"}]) is None


def test_days_are_lost_by_certification_and_deaths_by_their_date():
    injuries = [
        {"certified_on": "2023-02-20", "lost_days": "35"},
        {"certified_on": "2023-03-01", "leave_from": "2023-01-30", "leave_to": "2023-02-02"},
        {"certified_on": None, "lost_days": "14"},
        {"certified_on": "2024-01-05", "lost_days": "9"},
        {"certified_on": "2024-01-05", "is_fatal": "yes", "death_date": "2023-12-31"},
        {"certified_on": "2023-01-05", "is_fatal": "yes", "death_date": "2022-12-31", "employee_no": "2"},
    ]
    figures = by_hand(hr__injuries=injuries, hr__employees=[{"employee_no": "1"}])
    assert figures[figure("lost_days")].numerator == 39
    assert figures[figure("fatalities")].numerator == 1
    assert figures[figure("fatality_rate")][:2] == (1, 1)


def test_every_member_of_the_registry_is_there_and_what_is_out_of_scope_is_unknown():
    company = COMPANY.model_copy(update={"exports": ["facilities__water_bills"]})
    figures = by_hand(company, facilities__water_bills=[{"quantity": "10"}])
    listed = {(kpi.id, *member) for kpi in load_kpis().values() for member in kpi.members()}
    assert {tuple(key) for key in figures} == listed
    known = {key.kpi_id for key, parts in figures.items() if parts.numerator is not None}
    assert known == {"water", "water_per_facility", "water_withdrawal"}


def test_a_year_that_ends_in_march():
    company = COMPANY.model_copy(update={"reporting_year": ReportingYear(starts="04-01")})
    collections = [
        {"month": month, "weight_kg": "1"} for month in ("2023-03", "2023-04", "2024-03", "2024-04")
    ]
    assert counted("nonhazardous_waste", company=company, facilities__office_waste=collections) == 2
