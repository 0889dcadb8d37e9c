{%- set registers = {
    'company__control_totals': source('raw', 'company__control_totals'),
    'company__disclosures': source('raw', 'company__disclosures'),
    'company__entities': source('raw', 'company__entities'),
    'company__grades': source('raw', 'company__grades'),
    'company__indicators': source('raw', 'company__indicators'),
    'company__known_differences': source('raw', 'company__known_differences'),
    'company__locations': source('raw', 'company__locations'),
    'company__notes': source('raw', 'company__notes'),
    'company__published_figures': source('raw', 'company__published_figures'),
    'company__scope1_sources': source('raw', 'company__scope1_sources'),
    'company__sites': source('raw', 'company__sites'),
    'company__unit_weights': source('raw', 'company__unit_weights'),
} -%}
{{ config(materialized='table') }}
with accounted as (
    {%- for contract, model in screened_models().items() %}
        select
            '{{ contract }}' as contract,
            source_file,
            case when exclusion_rule is null then 'used' else 'excluded' end as outcome,
            'warehouse' as decided_at,
            exclusion_rule as rule,
            row_id
        from {{ ref(model) }}
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
