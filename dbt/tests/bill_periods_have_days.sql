{# A period without a day cannot be split by days. #}
{{ config(meta={'dagster': {'ref': {'name': 'stg_facilities__electricity_bills'}}}) }}
select row_id from {{ ref('stg_facilities__electricity_bills') }}
where period_to <= period_from
union all
select row_id from {{ ref('stg_facilities__water_bills') }}
where period_to <= period_from
