{#- Each control with its unit, the export that it checks and the KPI whose scope it shares. -#}
{%- set controls = {
    'headcount': ('person', 'hr__employees', 'headcount'),
    'headcount_women': ('person', 'hr__employees', 'headcount'),
    'headcount_senior': ('person', 'hr__employees', 'headcount'),
    'headcount_middle': ('person', 'hr__employees', 'headcount'),
    'headcount_under_30': ('person', 'hr__employees', 'headcount'),
    'headcount_over_50': ('person', 'hr__employees', 'headcount'),
    'headcount_overseas': ('person', 'hr__employees', 'headcount'),
    'leavers': ('person', 'hr__separations', 'turnover_rate'),
    'leavers_women': ('person', 'hr__separations', 'turnover_rate'),
    'leavers_under_30': ('person', 'hr__separations', 'turnover_rate'),
    'leavers_over_50': ('person', 'hr__separations', 'turnover_rate'),
    'leavers_overseas': ('person', 'hr__separations', 'turnover_rate'),
    'learners': ('person', 'hr__training_records', 'training_share'),
    'learners_women': ('person', 'hr__training_records', 'training_share'),
    'learners_senior': ('person', 'hr__training_records', 'training_share'),
    'learners_middle': ('person', 'hr__training_records', 'training_share'),
    'training_minutes': ('minute', 'hr__training_records', 'training_share'),
    'training_minutes_women': ('minute', 'hr__training_records', 'training_share'),
    'training_minutes_senior': ('minute', 'hr__training_records', 'training_share'),
    'training_minutes_middle': ('minute', 'hr__training_records', 'training_share'),
    'injuries': ('count', 'hr__injuries', 'lost_days'),
    'lost_days': ('day', 'hr__injuries', 'lost_days'),
    'electricity_kwh': ('kWh', 'facilities__electricity_bills', 'electricity'),
    'electricity_cost': ('CNY', 'facilities__electricity_bills', 'electricity'),
    'water_m3': ('m3', 'facilities__water_bills', 'water'),
    'water_cost': ('CNY', 'facilities__water_bills', 'water'),
    'hazardous_waste_kg': ('kg', 'facilities__hazardous_waste', 'hazardous_waste'),
    'office_waste_kg': ('kg', 'facilities__office_waste', 'nonhazardous_waste'),
    'paper_packs': ('pack', 'procurement__paper_orders', 'paper'),
    'paper_kg': ('kg', 'procurement__paper_orders', 'paper'),
    'new_suppliers': ('count', 'procurement__suppliers', 'new_suppliers'),
    'new_suppliers_overseas': ('count', 'procurement__suppliers', 'new_suppliers'),
    'suppliers_assessed': ('count', 'procurement__supplier_assessments', 'suppliers_assessed'),
    'suppliers_terminated': ('count', 'procurement__supplier_terminations', 'suppliers_terminated'),
    'complaints_received': ('count', 'customers__complaints', 'complaints'),
    'complaints': ('count', 'customers__complaints', 'complaints'),
    'complaints_resolved': ('count', 'customers__complaints', 'complaints'),
    'ratings': ('count', 'customers__satisfaction', 'satisfaction'),
    'ratings_score': ('point', 'customers__satisfaction', 'satisfaction'),
    'corruption_cases': ('count', 'compliance__lawsuits', 'corruption_cases'),
} -%}

{%- set leavers = ref('fct_separations') -%}
{%- set training = 'career_training' -%}
{%- set waste_kg = ref('fct_waste') -%}
{%- set assessments = ref('fct_supplier_assessments') -%}
{%- set terminations = ref('fct_supplier_terminations') -%}
{%- set hazardous = "waste_class = 'hazardous'" -%}
{%- set office = "waste_class = 'nonhazardous'" -%}
{%- set new_abroad = "is_new and region = 'overseas'" -%}
{#- Groups of people: the condition, and what decides who belongs to one. -#}
{%- set people_of = {
    'women': ("gender = 'female'", 'gender'),
    'senior': ("employee_category = 'senior'", 'grade and management level'),
    'middle': ("employee_category = 'middle'", 'grade and management level'),
    'under_30': ("age_band = 'under_30'", 'date of birth'),
    'over_50': ("age_band = 'over_50'", 'date of birth'),
    'overseas': ("region = 'overseas'", 'place of work'),
} -%}

with controls as (
    {{ control_kinds(controls, people_of) }}
),

stated as (
    select totals.*
    from {{ ref('stg_company__control_totals') }} as totals
    inner join {{ source('registry', 'reporting_year') }} as reporting_year
        on totals.reporting_year = reporting_year.reporting_year
),

closing as (
    select * from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'closing'
),

career_training as (
    select * from {{ ref('fct_training') }}
    where course_category = 'career_development'
),

electricity as (
    select
        bills.*,
        max(case when bills.reading_type = 'total' then 1 else 0 end)
            over (partition by bills.account_no, bills.bill_no, bills.bill_type)
        = 1 as has_total
    from {{ ref('stg_facilities__electricity_bills') }} as bills
),

electricity_booked as (
    select
        bills.site_code,
        bills.amount,
        {{ borne_in_thousandths('bills.billed_kwh', 'bills.allocation_share') }} as milli_kwh
    from electricity as bills
    inner join {{ ref('stg_company__sites') }} as sites on bills.site_code = sites.site_code
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
    where
        sites.is_in_boundary
        and (bills.reading_type = 'total' or not bills.has_total)
        and cast(concat(bills.bill_month, '-01') as date)
        between reporting_year.starts_on and reporting_year.ends_on
),

water_booked as (
    select
        bills.site_code,
        bills.amount,
        {{ borne_in_thousandths('bills.billed_m3', 'bills.allocation_share') }} as litres
    from {{ ref('stg_facilities__water_bills') }} as bills
    inner join {{ ref('stg_company__sites') }} as sites on bills.site_code = sites.site_code
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
    where
        sites.is_in_boundary
        and bills.water_source = 'municipal'
        and cast(concat(bills.bill_month, '-01') as date)
        between reporting_year.starts_on and reporting_year.ends_on
),

complaints_received as (
    select complaints.row_id
    from {{ ref('stg_customers__complaints') }} as complaints
    inner join {{ source('registry', 'reporting_year') }} as reporting_year
        on complaints.received_on between reporting_year.starts_on and reporting_year.ends_on
),

computed as (
    {{- total_of_each('headcount', 'closing', 'company', 'count(row_id)') }}
    {{- total_of_all('headcount', 'closing', 'count(row_id)') }}
    {{- total_of_each('leavers', leavers, 'company', 'count(row_id)') }}
    {{- total_of_all('leavers', leavers, 'count(row_id)') }}
    {%- for group, (condition, decided_by) in people_of.items() %}
        {{- total_of_all('headcount_' ~ group, 'closing', 'count(row_id)', condition) }}
        {{- total_of_all('leavers_' ~ group, leavers, 'count(row_id)', condition) }}
        {{- total_of_all('learners_' ~ group, training, 'count(distinct employee_key)', condition) }}
        {{- total_of_all('training_minutes_' ~ group, training, 'sum(duration_minutes)', condition) }}
    {%- endfor %}
    {{- total_of_all('learners', training, 'count(distinct employee_key)') }}
    {{- total_of_all('training_minutes', training, 'sum(duration_minutes)') }}
    {{- total_of_all('injuries', ref('fct_injuries'), 'count(row_id)', 'is_certified_in_year') }}
    {{- total_of_all('lost_days', ref('fct_injuries'), 'sum(lost_days)', 'is_certified_in_year') }}
    {{- total_of_each('electricity_kwh', 'electricity_booked', 'site_code', 'sum(milli_kwh) * 0.001') }}
    {{- total_of_all('electricity_kwh', 'electricity_booked', 'sum(milli_kwh) * 0.001') }}
    {{- total_of_each('electricity_cost', 'electricity_booked', 'site_code', 'sum(amount)') }}
    {{- total_of_all('electricity_cost', 'electricity_booked', 'sum(amount)') }}
    {{- total_of_each('water_m3', 'water_booked', 'site_code', 'sum(litres) * 0.001') }}
    {{- total_of_all('water_m3', 'water_booked', 'sum(litres) * 0.001') }}
    {{- total_of_each('water_cost', 'water_booked', 'site_code', 'sum(amount)') }}
    {{- total_of_all('water_cost', 'water_booked', 'sum(amount)') }}
    {{- total_of_all('hazardous_waste_kg', waste_kg, 'sum(kg)', hazardous) }}
    {{- total_of_each('hazardous_waste_kg', waste_kg, 'site_code', 'sum(kg)', hazardous) }}
    {{- total_of_all('office_waste_kg', waste_kg, 'sum(kg)', office) }}
    {{- total_of_each('office_waste_kg', waste_kg, 'site_code', 'sum(kg)', office) }}
    {{- total_of_all('paper_packs', ref('fct_paper'), 'sum(packs)') }}
    {{- total_of_all('paper_kg', ref('fct_paper'), 'sum(kg)') }}
    {{- total_of_all('new_suppliers', ref('fct_suppliers'), 'count(row_id)', 'is_new') }}
    {{- total_of_all('new_suppliers_overseas', ref('fct_suppliers'), 'count(row_id)', new_abroad) }}
    {{- total_of_all('suppliers_assessed', assessments, 'count(row_id)', 'is_first_of_year') }}
    {{- total_of_all('suppliers_terminated', terminations, 'count(row_id)', 'is_first_of_year') }}
    {{- total_of_all('complaints_received', 'complaints_received', 'count(row_id)') }}
    {{- total_of_all('complaints', ref('fct_complaints'), 'count(row_id)') }}
    {{- total_of_all('complaints_resolved', ref('fct_complaints'), 'count(row_id)', 'is_resolved') }}
    {{- total_of_all('ratings', ref('fct_ratings'), 'count(row_id)') }}
    {{- total_of_all('ratings_score', ref('fct_ratings'), 'sum(score)') }}
    select
        'corruption_cases' as control,
        'all' as subject,
        cast(count(row_id) as decimal(28, 10)) as computed
    from {{ ref('fct_cases') }}
),

compared as (
    select
        coalesce(stated.control, computed.control) as control,
        coalesce(stated.subject, computed.subject) as subject,
        stated.stated,
        stated.stated_decimals,
        stated.unit as stated_unit,
        stated.document,
        computed.computed
    from stated
    full join computed on stated.control = computed.control and stated.subject = computed.subject
),

breakdowns as (
    select distinct control
    from stated
    where subject <> 'all'
),

kpis_in_scope as (
    select distinct kpi_id
    from {{ source('registry', 'kpi_members') }}
    where in_scope
)

select
    controls.control,
    'summary' as subject,
    cast(null as decimal(28, 10)) as stated,
    cast(null as decimal(28, 10)) as computed,
    cast(null as decimal(28, 10)) as difference,
    cast(null as decimal(28, 10)) as tolerance,
    controls.unit,
    cast(null as string) as stated_unit,
    controls.checks_export,
    controls.decided_by,
    controls.kpi_id,
    kpis_in_scope.kpi_id is not null as in_scope,
    cast(null as string) as document,
    cast(count(stated.row_id) as int) as stated_totals
from controls
left join stated on controls.control = stated.control
left join kpis_in_scope on controls.kpi_id = kpis_in_scope.kpi_id
group by all
union all
select
    compared.control,
    compared.subject,
    compared.stated,
    compared.computed,
    cast(
        case
            when kpis_in_scope.kpi_id is null then null
            when compared.computed is null then -compared.stated
            else compared.computed - compared.stated
        end as decimal(28, 10)
    ) as difference,
    cast(
        case
            when controls.unit in ('person', 'count', 'pack', 'point', 'day') then 0
            when compared.stated_decimals = 0 then 0.5
            when compared.stated_decimals = 1 then 0.05
            when compared.stated_decimals = 2 then 0.005
            else 0.0005
        end as decimal(28, 10)
    ) as tolerance,
    controls.unit,
    compared.stated_unit,
    controls.checks_export,
    controls.decided_by,
    controls.kpi_id,
    kpis_in_scope.kpi_id is not null as in_scope,
    compared.document,
    cast(case when compared.stated is null then 0 else 1 end as int) as stated_totals
from compared
inner join controls on compared.control = controls.control
left join breakdowns on compared.control = breakdowns.control
left join kpis_in_scope on controls.kpi_id = kpis_in_scope.kpi_id
where
    compared.stated is not null
    or (breakdowns.control is not null and compared.subject <> 'all' and compared.computed <> 0)
