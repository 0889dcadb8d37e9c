"""A small warehouse that no publish rule objects to, and for every rule what it has to object to."""

from __future__ import annotations

import duckdb

from dagster_project.gates.suites import load_suites
from dagster_project.project import SEEDS_DIR
from dagster_project.recompute_border import COMPUTED, FIGURES
from dagster_project.registry.kpis import load_kpis
from dagster_project.registry.tables import write_registry
from tests.unit.gates import good_audits_facilities, good_audits_people
from tests.unit.gates.companies import COMPANY

YEAR = 2023
LINES = 4

HEADCOUNT = {
    ("total", "total"): 100,
    ("gender", "male"): 60,
    ("gender", "female"): 40,
    ("employee_category", "senior"): 10,
    ("employee_category", "middle"): 30,
    ("employee_category", "junior"): 60,
    ("age_band", "under_30"): 30,
    ("age_band", "from_30_to_50"): 60,
    ("age_band", "over_50"): 10,
    ("region", "mainland"): 90,
    ("region", "overseas"): 10,
    ("employment_type", "full_time"): 95,
    ("employment_type", "part_time"): 5,
}
LEAVERS = {
    ("total", "total"): 10,
    ("gender", "male"): 6,
    ("gender", "female"): 4,
    ("age_band", "under_30"): 5,
    ("age_band", "from_30_to_50"): 4,
    ("age_band", "over_50"): 1,
    ("region", "mainland"): 8,
    ("region", "overseas"): 2,
}
HIRES = {
    ("total", "total"): 20,
    ("gender", "male"): 12,
    ("gender", "female"): 8,
    ("age_band", "under_30"): 15,
    ("age_band", "from_30_to_50"): 4,
    ("age_band", "over_50"): 1,
    ("region", "mainland"): 19,
    ("region", "overseas"): 1,
}
IN_CATEGORY = {
    "women_share": {"senior": 2, "middle": 10, "junior": 28},
    "under_30_share": {"senior": 1, "middle": 4, "junior": 25},
    "over_50_share": {"senior": 3, "middle": 3, "junior": 4},
}
MANAGERS = {"total": (30, 100), "senior": (2, 10), "middle": (8, 30), "junior": (20, 60)}
TOTALS = {
    "career_courses": 20,
    "anti_corruption_courses": 7,
    "information_security_courses": 6,
    "certified_employees": 12,
    "fatalities": 1,
    "lost_days": 35,
    "ghg_scope2": 5000,
    "electricity": 9000,
    "water": 700,
    "hazardous_waste": 20,
    "nonhazardous_waste": 900,
    "paper": 150,
    "ghg_scope2_location": 4500,
    "ghg_scope2_market": 4000,
    "water_withdrawal": 700,
    "water_discharge": 500,
    "water_consumption": 200,
    "suppliers_assessed": 4,
    "suppliers_terminated": 2,
    "complaints": 5,
    "volunteer_hours": 42 * 240,
    "corruption_cases": 2,
    "corruption_losses": 3000,
}
RATIOS = {
    "anti_corruption_coverage": (100, 100),
    "safety_participation": (70, 100),
    "women_in_revenue_management": (3, 10),
    "women_in_stem": (9, 30),
    "absence_rate": (300, 20000),
    "internal_hire_share": (10, 30),
    "recruitment_cost": (240000, 20),
    "fatality_rate": (1, 100),
    "ghg_scope2_intensity": (5000, 100),
    "electricity_intensity": (9000, 100),
    "water_intensity": (700, 100),
    "hazardous_waste_intensity": (20, 100),
    "nonhazardous_waste_intensity": (900, 100),
    "complaint_resolution_rate": (4, 5),
    "supplier_commitment_rate": (3, 3),
    "new_suppliers_screened": (2, 3),
    **{
        f"{kpi}_per_facility": (TOTALS[kpi] * 365, 5 * 365)
        for kpi in ("ghg_scope2", "electricity", "water", "hazardous_waste", "nonhazardous_waste")
    },
}
DIRECTORS = {("total", "total"): 9, ("gender", "male"): 7, ("gender", "female"): 2}
BOARD = {
    ("role", "executive"): 1,
    ("role", "non_executive"): 4,
    ("role", "independent"): 4,
    ("gender", "female"): 2,
    ("gender", "male"): 7,
}
SCOPE1 = {"refrigerant": 5, "generator_fuel": 10, "natural_gas": 15, "company_cars": 20, "leased_cars": 50}
FUELS = {"purchased_electricity": 9000, **{fuel: SCOPE1[fuel] * 4 for fuel in list(SCOPE1)[1:]}}
CASES = {"corruption": 2, "discrimination": 1, "privacy": 1, "conflict_of_interest": 1, "money_laundering": 1}
SUPPLIERS = {("total", "total"): 3, ("region", "mainland"): 2, ("region", "overseas"): 1}

Figure = tuple[str, str, str, int, int | None, int | None]


def figures() -> list[Figure]:
    """KPI, dimension, member, numerator, denominator and scale of every member of the registry."""
    found: list[Figure] = [("headcount", *key, people, None, None) for key, people in HEADCOUNT.items()]
    found += [
        ("turnover_rate", *key, left, HEADCOUNT[key] + left, None)
        for key, left in LEAVERS.items()
        if key[0] != "total"
    ]
    found += [("turnover_rate_hkex", *key, left, HEADCOUNT[key], None) for key, left in LEAVERS.items()]
    found += [("new_hires", *key, hired, None, None) for key, hired in HIRES.items()]
    found += [("new_hire_rate", *key, hired, HEADCOUNT[key], None) for key, hired in HIRES.items()]
    for kpi, parts in IN_CATEGORY.items():
        found.append((kpi, "total", "total", sum(parts.values()), HEADCOUNT["total", "total"], None))
        for category, people in parts.items():
            key = ("employee_category", category)
            found.append((kpi, *key, people, HEADCOUNT[key], None))
    found += [
        ("women_in_management", *_level(level), women, posts, None)
        for level, (women, posts) in MANAGERS.items()
    ]
    found.append(("trained_employees", "total", "total", 90, None, None))
    groups = [key for key in HEADCOUNT if key[0] in ("gender", "employee_category")]
    for key in groups:
        people = HEADCOUNT[key]
        found.append(("training_share", *key, people * 9 // 10, people, None))
        found.append(("trained_employees", *key, people * 9 // 10, None, None))
        found.append(("training_hours", *key, people * 300, people, None))
    for kpi in ("new_suppliers", "suppliers_active"):
        found += [(kpi, *key, number, None, None) for key, number in SUPPLIERS.items()]
    found += [("cases", "cause", cause, number, None, None) for cause, number in CASES.items()]
    found += [("ghg_scope1", "source", source, kilograms, None, None) for source, kilograms in SCOPE1.items()]
    found.append(("ghg_scope1", "total", "total", sum(SCOPE1.values()), None, None))
    classes = {"indirect": 9000, "direct": sum(FUELS.values()) - 9000}
    for kpi in ("energy_mwh", "energy_gj"):
        found.append((kpi, "total", "total", sum(FUELS.values()), None, None))
        found += [(kpi, "energy_type", name, kwh, None, None) for name, kwh in FUELS.items()]
        found += [(kpi, "energy_class", name, kwh, None, None) for name, kwh in classes.items()]
    found += [(kpi, "total", "total", amount, None, None) for kpi, amount in TOTALS.items()]
    found += [(kpi, "total", "total", over, under, None) for kpi, (over, under) in RATIOS.items()]
    found += [("directors", *key, number, None, None) for key, number in DIRECTORS.items()]
    found += [("director_share", *key, number, 9, None) for key, number in BOARD.items()]
    for category in ("middle", "junior"):
        people = HEADCOUNT["employee_category", category]
        found.append(
            ("classroom_programme_coverage", "employee_category", category, people // 2, people, None)
        )
    found += [("volunteer_participations", "total", "total", 42, None, None)]
    return [
        *found,
        ("satisfaction", "total", "total", 85, 10, 9),
        ("course_rating", "total", "total", 95, 10, 10),
        ("donations", "total", "total", 500, None, None),
    ]


def _level(level: str) -> tuple[str, str]:
    return ("total", "total") if level == "total" else ("management_level", level)


def rows_behind(kpi: str, numerator: int) -> int:
    """Rows behind a figure: hours of volunteering have those of its participations, others one for each unit."""
    return 42 if kpi == "volunteer_hours" else max(numerator, 1)


MART = """
create table marts.{mart} (
    kpi_id varchar, dimension varchar, member varchar, numerator decimal(28, 10), denominator decimal(28, 10),
    scale decimal(28, 10), row_count bigint
)
"""
REST = """
create table marts.mart_register as
select figures.*
from figures
inner join registry.kpi_members as members using (kpi_id, dimension, member)
where members.is_kept_by_hand;

create schema core;
create table core.fct_indicators as
select
    kpi_id as indicator, dimension, member, numerator as value, denominator as base,
    cast(null as decimal(28, 10)) as full_score, 'Minutes of the board' as evidence, date '2024-02-05' as signed_on
from marts.mart_register;

create schema staging;
create table staging.stg_company__indicators as
select indicator, dimension, member, value, base, 2022 as reporting_year
from core.fct_indicators;

create table marts.mart_kpi_values as
select
    members.kpi_id, members.dimension, members.member, 2023 as reporting_year, members.kind,
    case when members.kind in ('count', 'amount') then figures.numerator end as value,
    figures.numerator, figures.denominator, figures.scale, members.unit, members.method, figures.row_count,
    'computed' as status, cast(null as varchar) as status_reason
from registry.kpi_members as members
inner join figures using (kpi_id, dimension, member);

create table marts.mart_cross_foots as
select
    parts.kpi_id, parts.dimension, 2023 as reporting_year, 'computed' as status,
    count(parts.member) as member_count,
    any_value(totals.value) as total, cast(sum(parts.value) as decimal(28, 10)) as members_sum,
    cast(any_value(totals.value) - sum(parts.value) as decimal(28, 10)) as difference
from marts.mart_kpi_values as parts
inner join marts.mart_kpi_values as totals on parts.kpi_id = totals.kpi_id and totals.dimension = 'total'
where parts.dimension <> 'total' and parts.kind in ('count', 'amount')
group by parts.kpi_id, parts.dimension;

create table raw.landed_files as
select * from (values ('hr__employees', 'aa', '人力/a.csv', 5), ('hr__employees', 'bb', '人力/b.csv', 3))
as t (contract, source_file, file_name, landed_rows);
create table marts.mart_row_accounting as
select
    contract, source_file, file_name, landed_rows as landed, landed_rows - 1 as used, 1 as excluded,
    0 as quarantined, 0 as difference
from raw.landed_files;

create table marts.mart_excluded_rows as
select contract, 'a_rule' as rule, 'intake' as decided_at, cast(sum(excluded) as bigint) as rows
from marts.mart_row_accounting
group by contract;

create table appendix.lines as
select
    row_number() over () as line_no, kpi_id, dimension, member, 'label' as label, 'unit' as unit,
    '-' as printed_before, '9' as printed_previous, printed as printed_year,
    cast(9 as decimal(28, 10)) as number_year, cast(null as varchar) as reason, cast(null as varchar) as notes
from (values
    ('headcount', 'total', 'total', '2,440'),
    ('water', 'total', 'total', '7,221.46'),
    ('satisfaction', 'total', 'total', '8.5 (滿分9分)'),
    ('fatalities', 'total', 'total', '0')
) as t (kpi_id, dimension, member, printed);

create table appendix.chapters as
select
    line_no, 'chapter_3_2' as chapter, kpi_id, dimension, member, label, unit, printed_year, number_year, reason, notes
from appendix.lines;

create table appendix.movement as
select
    kpi_id, dimension, member, printed_previous as previous, printed_year as current,
    cast(null as decimal(28, 10)) as change, cast(null as varchar) as moved, cast(null as varchar) as disappeared,
    cast(null as varchar) as rescaled, cast(null as varchar) as method, cast(null as varchar) as unit
from appendix.lines;

create table appendix.small_cells as
select
    *, 'suppress' as action, 5 as below, cast(null as varchar) as shown, cast(null as varchar) as worked_out,
    cast(null as varchar) as worked_out_before, cast(null as varchar) as notes,
    case when outcome = 'summary' then 4 end as figures_of_people
from (values
    ('headcount', 'gender', 'female', 'numerator 3', 'suppressed'),
    ('headcount', 'gender', 'male', null, 'suppressed'),
    ('all', 'all', 'all', null, 'summary')
) as t (kpi_id, dimension, member, found, outcome);

create table raw.company__disclosures as
select '2023' as year, 'HKEX' as standard, unnest(['A1.0', 'B5.1']) as code;
create table appendix.index_rows as
select
    standard, edition, code, 'disclosed' as status, 'Section 4' as found_in, cast(null as varchar) as missing,
    cast(null as varchar) as reason
from registry.disclosures
where listed = 'all';
update appendix.index_rows set status = 'not_applicable', found_in = null, reason = 'None' where code = 'A1.1';
update appendix.index_rows set status = 'missing', found_in = null, missing = 'Suppliers' where code = 'B5.1';
create table appendix.index_claims as
select 'HKEX' as standard, code, 'disclosed' as claimed, 'disclosed' as found, 'agrees' as outcome
from raw.company__disclosures;

create table raw.company__notes as
select '2023' as year, kpi_id, dimension, member, '為7,221.46, 係數0.5703' as text_zh_hant, '1' as text_zh_hans, text_en
from (values ('water', 'total', 'total', '7,221.46')) as t (kpi_id, dimension, member, text_en);
create schema if not exists reference;
create schema if not exists history;
create table history.year_before as select 2022 as reporting_year, true as has_exports, true as has_warehouse;
create table reference.emission_factors as
select 'F' as factor_id, cast(0.5703 as decimal(28, 10)) as value;
insert into registry.grid_factors values ('default', 'F');
create table raw.company__published_figures as
select *, 'total' as dimension, 'total' as member, '9' as printed
from (values ('2022', 'water'), ('2022', 'headcount'), ('2021', 'fatalities')) as t (year, kpi_id);
create table appendix.comparison as
select
    2022 as reporting_year, kpi_id, 'total' as dimension, 'total' as member, '1' as published, computed,
    cast(null as decimal(28, 10)) as difference, outcome, reason
from (values
    ('water', '1', 'agrees', null),
    ('headcount', '2', 'known_difference', 'The printed parts give 2.')
) as t (kpi_id, computed, outcome, reason);
"""


def write_good_warehouse(connection: duckdb.DuckDBPyConnection) -> None:
    """Every table that publish suites look at, in the shape that dbt and publish give it."""
    kpis = load_kpis(SEEDS_DIR / "kpis")
    write_registry(connection, COMPANY, YEAR, kpis)
    connection.execute("create schema marts; create schema raw; create schema appendix")
    connection.execute(MART.format(mart="figures").replace("marts.figures", "figures"))
    rows = [(*figure, rows_behind(figure[0], figure[3])) for figure in figures()]
    connection.executemany("insert into figures values (?, ?, ?, ?, ?, ?, ?)", rows)
    for suite in load_suites("publish").values():
        if suite.kpis:
            connection.execute(MART.format(mart=suite.suite))
            listed = ", ".join(f"'{kpi}'" for kpi in suite.kpis)
            connection.execute(f"insert into {suite.table} select * from figures where kpi_id in ({listed})")
    connection.execute(REST)
    write_good_recomputation(connection)
    good_audits_facilities.write_good_audits(connection)
    good_audits_people.write_good_audits(connection)


def write_good_recomputation(connection: duckdb.DuckDBPyConnection) -> None:
    """The second computation agrees; water lies as far from it as the rounding of its bills allows."""
    connection.execute(COMPUTED)
    connection.execute("insert into recompute.computed select * exclude (row_count), 0 from figures")
    connection.execute(
        "update recompute.computed set numerator = numerator + 0.001, rounding = 0.001 where kpi_id = 'water'"
    )
    connection.execute(FIGURES)


def _set(mart: str, change: str, where: str = "true") -> str:
    return f"update marts.{mart} set {change} where {where}"


def _density(mart: str, kpi: str) -> dict[str, str]:
    density = f"kpi_id = '{kpi}_intensity'"
    return {
        "divides_by_headcount": _set(mart, "denominator = 99", density),
        "density_follows_from_amount": _set(mart, "numerator = numerator + 1", density),
        "amounts_have_no_denominator": _set(mart, "denominator = 1", f"kpi_id = '{kpi}'"),
        "plausible_for_each_person": _set(mart, "numerator = 100000000"),
    }


SHARED = {
    "members_of_the_registry": _set("mart_headcount", "member = null", "member = 'male'"),
    "one_row_for_a_member": "insert into marts.mart_headcount select * from marts.mart_headcount",
    "numerator_not_negative": _set("mart_headcount", "numerator = -1", "member = 'male'"),
    "denominator_positive": _set("mart_turnover", "denominator = 0", "member = 'male'"),
    "rows_behind_figures": _set("mart_headcount", "row_count = 0", "member = 'male'"),
    "breakdowns_agree": _set("mart_headcount", "numerator = 59, row_count = 59", "member = 'male'"),
}

BROKEN: dict[str, dict[str, str]] = {
    **good_audits_facilities.BROKEN,
    **good_audits_people.BROKEN,
    "mart_headcount": {
        "whole_people": _set("mart_headcount", "row_count = 61", "member = 'male'"),
        "headcount_is_there": "delete from marts.mart_headcount where dimension = 'total'",
        "counts_have_no_denominator": _set("mart_headcount", "denominator = 1", "member = 'male'"),
    },
    "mart_turnover": {
        "rate_at_most_100": _set("mart_turnover", "denominator = 5", "member = 'male'"),
        "rate_above_100_by_other_methods": _set("mart_turnover", "denominator = 5", "member = 'male'"),
        "denominators_agree": _set("mart_turnover", "denominator = 67", "member = 'male'"),
        "nobody_leaves_from_nowhere": _set("mart_turnover", "denominator = null", "member = 'male'"),
    },
    "mart_health_safety": {
        "rate_divides_by_headcount": _set(
            "mart_health_safety", "denominator = 99", "denominator is not null"
        ),
        "rate_at_most_100": _set("mart_health_safety", "numerator = 101", "denominator is not null"),
        "rate_follows_from_fatalities": _set("mart_health_safety", "numerator = 2", "kpi_id = 'fatalities'"),
        "counts_have_no_denominator": _set("mart_health_safety", "denominator = 1", "kpi_id = 'lost_days'"),
    },
    "mart_training": {
        "divides_by_headcount": _set("mart_training", "denominator = denominator + 1"),
        "share_at_most_100": _set("mart_training", "numerator = 61", "kpi_id = 'training_share'"),
        "share_follows_from_people": _set("mart_training", "numerator = 1", "kpi_id = 'trained_employees'"),
        "counted_once": _set("mart_training", "row_count = 21", "kpi_id = 'career_courses'"),
        "mean_rating_on_its_scale": _set("mart_training", "numerator = 101", "kpi_id = 'course_rating'"),
        "minutes_within_a_working_year": _set("mart_training", "numerator = 100000000"),
    },
    "mart_workforce": {
        "share_at_most_100": _set("mart_workforce", "numerator = 101", "kpi_id = 'women_in_stem'"),
        "divides_by_headcount": _set("mart_workforce", "denominator = 99", "kpi_id = 'women_share'"),
        "absence_plausible": _set("mart_workforce", "numerator = 4001", "kpi_id = 'absence_rate'"),
    },
    "mart_hiring": {
        "whole_people": _set("mart_hiring", "row_count = 21", "kpi_id = 'new_hires'"),
        "rate_follows_from_hires": _set("mart_hiring", "numerator = 1", "kpi_id = 'new_hires'"),
        "rate_divides_by_headcount": _set("mart_hiring", "denominator = 99", "kpi_id = 'new_hire_rate'"),
        "share_at_most_100": _set("mart_hiring", "numerator = 31", "kpi_id = 'internal_hire_share'"),
        "plausible_cost": _set("mart_hiring", "numerator = 240", "kpi_id = 'recruitment_cost'"),
    },
    "mart_community": {
        "each_participation_once": _set("mart_community", "row_count = 43"),
        "hours_come_from_participations": _set(
            "mart_community", "row_count = 41", "kpi_id = 'volunteer_hours'"
        ),
        "counts_have_no_denominator": _set("mart_community", "denominator = 1"),
    },
    "mart_ghg": _density("mart_ghg", "ghg_scope2"),
    "mart_energy": {
        **_density("mart_energy", "electricity"),
        "both_units_state_the_same_energy": _set("mart_energy", "numerator = 1", "kpi_id = 'energy_gj'"),
    },
    "mart_facilities": {"a_facility_was_leased": _set("mart_facilities", "denominator = null")},
    "mart_water": {
        **_density("mart_water", "water"),
        "withdrawal_is_the_municipal_supply": _set(
            "mart_water", "numerator = 1", "kpi_id = 'water_withdrawal'"
        ),
    },
    "mart_waste": _density("mart_waste", "hazardous_waste"),
    "mart_paper": {
        "plausible_amount": _set("mart_paper", "numerator = 30000"),
        "amounts_have_no_denominator": _set("mart_paper", "denominator = 1"),
    },
    "mart_suppliers": {
        "each_supplier_once": _set("mart_suppliers", "row_count = 9"),
        "counts_have_no_denominator": _set("mart_suppliers", "denominator = 1"),
        "rate_at_most_100": _set("mart_suppliers", "numerator = 9", "denominator is not null"),
        "rate_divides_by_suppliers": _set("mart_suppliers", "denominator = 9", "denominator is not null"),
        "most_have_signed": _set("mart_suppliers", "numerator = 1", "kpi_id = 'supplier_commitment_rate'"),
    },
    "mart_customers": {
        "rate_at_most_100": _set("mart_customers", "numerator = 6", "kpi_id = 'complaint_resolution_rate'"),
        "rate_divides_by_complaints": _set("mart_customers", "numerator = 6", "kpi_id = 'complaints'"),
        "mean_rating_on_its_scale": _set("mart_customers", "numerator = 91", "kpi_id = 'satisfaction'"),
        "rating_has_a_scale": _set("mart_customers", "scale = null"),
    },
    "mart_ethics": {
        "losses_come_from_cases": "delete from marts.mart_ethics where kpi_id = 'corruption_cases'",
        "each_case_once": _set("mart_ethics", "row_count = 3"),
    },
    "mart_register": {
        "known_to_the_registry": "update core.fct_indicators set indicator = 'drills' where indicator = 'donations'",
        "stated_once": "insert into core.fct_indicators from core.fct_indicators",
        "every_figure_is_stated": (
            "update registry.kpi_members set in_scope = true; "
            "delete from core.fct_indicators where indicator = 'donations'"
        ),
        "a_ratio_has_its_base": "update core.fct_indicators set base = null where indicator = 'director_share'",
        "a_count_has_no_base": "update core.fct_indicators set base = 9 where indicator = 'directors'",
        "a_score_has_its_scale": "update registry.kpi_members set kind = 'score' where kpi_id = 'director_share'",
        "a_share_is_of_a_whole": "update core.fct_indicators set value = 10 where indicator = 'director_share'",
        "signed_after_the_year": "update core.fct_indicators set signed_on = date '2023-12-31'",
        "moved_by_more_than_half": "update staging.stg_company__indicators set value = 4 * value",
        "nothing_is_lost": _set("mart_register", "numerator = 8", "kpi_id = 'directors'"),
    },
    "mart_kpi_values": {
        "every_member_is_there": "delete from marts.mart_kpi_values where member = 'male'",
        "members_of_the_registry": _set("mart_kpi_values", "member = 'unknown'", "member = 'male'"),
        "one_row_for_a_member": "insert into marts.mart_kpi_values from marts.mart_kpi_values",
        "known_status": _set("mart_kpi_values", "status = 'guessed'"),
        "has_status": _set("mart_kpi_values", "status = null"),
        "in_scope_is_not_excused": _set("mart_kpi_values", "status = 'not_in_scope', numerator = null"),
        "notation_key_has_no_figure": _set("mart_kpi_values", "status = 'not_occurring'"),
        "out_of_scope_has_no_figure": _set("mart_kpi_values", "status = 'not_in_scope'"),
        "computed_has_a_figure": _set("mart_kpi_values", "numerator = null"),
        "additive_has_a_value": _set("mart_kpi_values", "value = null"),
        "ratio_has_a_denominator": _set("mart_kpi_values", "denominator = null"),
        "ratio_is_not_divided": _set("mart_kpi_values", "value = 0.5"),
        "excuse_has_a_reason": _set("mart_kpi_values", "status = 'no_denominator'"),
        "every_rate_has_a_denominator": _set("mart_kpi_values", "status = 'no_denominator'"),
        "of_this_year": _set("mart_kpi_values", "reporting_year = 2022"),
    },
    "mart_cross_foots": {
        "every_breakdown_is_there": "delete from marts.mart_cross_foots where dimension = 'gender'",
        "every_member_is_added": _set("mart_cross_foots", "member_count = 1"),
        "parts_equal_total": _set("mart_cross_foots", "difference = -1"),
        "computed_is_added_up": _set("mart_cross_foots", "difference = null"),
    },
    "mart_row_accounting": {
        "every_file_is_accounted_for": "delete from marts.mart_row_accounting where source_file = 'aa'",
        "every_account_has_a_file": "delete from raw.landed_files where source_file = 'aa'",
        "nothing_lost": _set("mart_row_accounting", "difference = 1"),
        "nothing_quarantined": _set("mart_row_accounting", "quarantined = 1"),
        "nothing_negative": _set("mart_row_accounting", "used = -1"),
        "landed_as_read": _set("mart_row_accounting", "landed = 4"),
    },
    "mart_excluded_rows": {
        "same_as_in_the_accounts": _set("mart_excluded_rows", "rows = rows + 1"),
        "every_export_has_accounts": "delete from marts.mart_row_accounting",
        "a_rule_left_something_out": _set("mart_excluded_rows", "rows = 0"),
    },
    "recompute_figures": {
        "computed_by_both": "update recompute.computed set numerator = null where kpi_id = 'water'",
        "computed_has_a_second_opinion": "delete from recompute.computed where kpi_id = 'water'",
        "same_numerator": _set("mart_kpi_values", "numerator = numerator - 0.0000000001", "kpi_id = 'water'"),
        "same_denominator": _set("mart_kpi_values", "denominator = 99", "kpi_id = 'water_intensity'"),
        "same_scale": _set("mart_kpi_values", "scale = 10", "kpi_id = 'satisfaction'"),
    },
    "appendix_lines": {
        "every_line_is_there": "delete from appendix.lines where line_no = 4",
        "line_numbers_once": "update appendix.lines set line_no = 1",
        "line_numbers_without_gap": "update appendix.lines set line_no = line_no + 1",
        "each_figure_once": "update appendix.lines set kpi_id = 'water'",
        "every_line_has_a_figure_of_the_year": "delete from marts.mart_kpi_values where kpi_id = 'water'",
        "no_empty_cell": "update appendix.lines set printed_year = null",
        "cell_is_a_figure_or_a_dash": "update appendix.lines set printed_year = 'nan'",
        "computed_is_printed": "update appendix.lines set printed_year = '-', reason = 'r' where line_no = 1",
        "missing_is_not_printed": _set("mart_kpi_values", "status = 'not_in_scope'"),
        "notation_key_is_printed": _set("mart_kpi_values", "status = 'not_occurring'"),
        "dash_has_a_reason": "update appendix.lines set printed_year = '-'",
        "previous_as_published": "update appendix.lines set printed_previous = '8' where kpi_id = 'water'",
        "previous_is_in_the_register": (
            "update appendix.lines set printed_previous = '-' where kpi_id = 'satisfaction'"
        ),
        "notes_say_what_is_printed": "update raw.company__notes set text_en = 'It was 7,212.46'",
        "has_a_unit": "update appendix.lines set unit = null",
    },
    "appendix_chapters": {
        "every_line_is_there": "delete from appendix.chapters where line_no = 4",
        "every_line_has_a_figure_of_the_year": "delete from marts.mart_kpi_values where kpi_id = 'water'",
        "no_empty_cell": "update appendix.chapters set printed_year = null",
        "computed_is_printed": "update appendix.chapters set printed_year = '-', reason = 'r' where line_no = 1",
        "missing_is_not_printed": _set("mart_kpi_values", "status = 'not_in_scope'"),
        "dash_has_a_reason": "update appendix.chapters set printed_year = '-'",
    },
    "appendix_movement": {
        "every_line_is_compared": "delete from appendix.movement where kpi_id = 'water'",
        "material_movement": "update appendix.movement set moved = '9 → 20'",
        "still_reported": "update appendix.movement set disappeared = '9'",
        "same_scale": "update appendix.movement set rescaled = '10 → 9'",
        "same_method": "update appendix.movement set method = 'a → b'",
        "same_unit": "update appendix.movement set unit = 'mwh → kwh'",
    },
    "appendix_small_cells": {
        "printed_small_cell": "update appendix.small_cells set outcome = 'printed', action = 'flag'",
        "hidden_too_late": "update appendix.small_cells set outcome = 'already_public'",
        "told_by_what_was_printed_before": "update appendix.small_cells set worked_out_before = 'between 3 and 4'",
        "note_at_a_hidden_figure": "update appendix.small_cells set notes = 'soc-1' where member = 'male'",
        "nothing_shown_of_a_hidden_figure": "update appendix.small_cells set shown = 'rows 3'",
        "not_to_be_worked_out": "update appendix.small_cells set worked_out = 'between 3 and 4'",
        "hidden_where_the_company_hides": "update appendix.small_cells set outcome = 'printed'",
        "known_outcome": "update appendix.small_cells set outcome = 'fine'",
        "looked_at": "delete from appendix.small_cells where outcome = 'summary'",
    },
    "appendix_index_rows": {
        "every_disclosure_is_there": "delete from appendix.index_rows where code = 'B8.2'",
        "only_disclosures_of_the_edition": "update appendix.index_rows set code = 'D-19' where code = 'B8.2'",
        "each_disclosure_once": "insert into appendix.index_rows from appendix.index_rows where code = 'B8.2'",
        "known_status": "update appendix.index_rows set status = 'fine' where code = 'B8.2'",
        "not_applicable_has_a_reason": "update appendix.index_rows set reason = null",
        "disclosed_somewhere": "update appendix.index_rows set found_in = null",
        "what_is_missing_is_named": "update appendix.index_rows set missing = null",
    },
    "appendix_index_claims": {
        "claims_no_more_than_is_shown": "update appendix.index_claims set outcome = 'claims_more'",
        "claims_no_less_than_is_shown": "update appendix.index_claims set outcome = 'claims_less'",
        "every_disclosure_is_answered": "update appendix.index_claims set outcome = 'unanswered'",
        "claims_are_of_the_edition": "update appendix.index_claims set outcome = 'not_in_edition'",
        "known_outcome": "update appendix.index_claims set outcome = 'fine'",
        "every_claim_is_compared": "delete from appendix.index_claims where code = 'B5.1'",
    },
    "appendix_comparison": {
        "no_unexplained_difference": "update appendix.comparison set outcome = 'unexplained'",
        "no_stale_difference": "update appendix.comparison set outcome = 'stale_known_difference'",
        "known_outcome": "update appendix.comparison set outcome = 'fine'",
        "explained_with_a_reason": "update appendix.comparison set reason = null",
        "every_published_figure_is_compared": "delete from appendix.comparison where kpi_id = 'water'",
        "computed_again": "update appendix.comparison set outcome = 'not_computed'",
    },
}
