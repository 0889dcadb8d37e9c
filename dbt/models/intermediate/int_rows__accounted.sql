{%- set screened = {
    'compliance__lawsuits': ref('int_lawsuits__screened'),
    'customers__complaints': ref('int_complaints__screened'),
    'customers__satisfaction': ref('int_satisfaction__screened'),
    'facilities__electricity_bills': ref('int_electricity_bills__screened'),
    'facilities__hazardous_waste': ref('int_hazardous_waste__screened'),
    'facilities__office_waste': ref('int_office_waste__screened'),
    'facilities__water_bills': ref('int_water_bills__screened'),
    'hr__attendance': ref('int_attendance__screened'),
    'hr__employees': ref('int_employees__screened'),
    'hr__employments': ref('int_employments__screened'),
    'hr__injuries': ref('int_injuries__screened'),
    'hr__movements': ref('int_movements__screened'),
    'hr__recruitment': ref('int_recruitment__screened'),
    'hr__separations': ref('int_separations__screened'),
    'hr__training_records': ref('int_training_records__screened'),
    'procurement__paper_orders': ref('int_paper_orders__screened'),
    'procurement__supplier_assessments': ref('int_supplier_assessments__screened'),
    'procurement__supplier_terminations': ref('int_supplier_terminations__screened'),
    'procurement__suppliers': ref('int_suppliers__screened'),
} -%}
{%- set registers = {
    'company__entities': source('raw', 'company__entities'),
    'company__grades': source('raw', 'company__grades'),
    'company__known_differences': source('raw', 'company__known_differences'),
    'company__locations': source('raw', 'company__locations'),
    'company__notes': source('raw', 'company__notes'),
    'company__published_figures': source('raw', 'company__published_figures'),
    'company__sites': source('raw', 'company__sites'),
    'company__unit_weights': source('raw', 'company__unit_weights'),
} -%}
{{ config(materialized='table') }}
with accounted as (
    {%- for contract, screened_rows in screened.items() %}
        select
            '{{ contract }}' as contract,
            source_file,
            case when exclusion_rule is null then 'used' else 'excluded' end as outcome,
            'warehouse' as decided_at,
            exclusion_rule as rule,
            row_id
        from {{ screened_rows }}
        union all
    {%- endfor %}
    {%- for contract, register_rows in registers.items() %}
        select
            '{{ contract }}' as contract,
            source_file,
            'used' as outcome,
            'warehouse' as decided_at,
            null as rule,
            row_id
        from {{ register_rows }}
        union all
    {%- endfor %}
    select
        contract,
        source_file,
        'excluded' as outcome,
        'intake' as decided_at,
        rule,
        row_id
    from {{ source('raw', 'excluded_rows') }}
    union all
    select
        contract,
        source_file,
        'quarantined' as outcome,
        'intake' as decided_at,
        null as rule,
        row_id
    from (
        select distinct
            contract,
            source_file,
            row_id
        from {{ source('raw', 'quarantined_rows') }}
    ) as quarantined
)

select
    contract,
    source_file,
    outcome,
    decided_at,
    rule,
    count(row_id) as row_count
from accounted
group by contract, source_file, outcome, decided_at, rule
