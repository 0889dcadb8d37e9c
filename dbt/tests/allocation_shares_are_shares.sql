{# A share is a part of one bill: above 0, at most 1. A percentage typed as 35 instead of 0.35 fails here. #}
{{ config(meta={'dagster': {'ref': {'name': 'stg_facilities__electricity_bills'}}}) }}
select row_id
from {{ ref('stg_facilities__electricity_bills') }}
where allocation_share <= 0 or allocation_share > 1
union all
select row_id
from {{ ref('stg_facilities__water_bills') }}
where allocation_share <= 0 or allocation_share > 1
