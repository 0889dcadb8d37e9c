{# A used bill stands in at least one month: none gets lost between screening and the split. #}
{{ config(meta={'dagster': {'ref': {'name': 'int_electricity_bills__monthly'}}}) }}
select bills.row_id
from {{ ref('int_electricity_bills__screened') }} as bills
left join {{ ref('int_electricity_bills__monthly') }} as parts on bills.row_id = parts.row_id
where bills.exclusion_rule is null and parts.row_id is null
union all
select bills.row_id
from {{ ref('int_water_bills__screened') }} as bills
left join {{ ref('int_water_bills__monthly') }} as parts on bills.row_id = parts.row_id
where bills.exclusion_rule is null and parts.row_id is null
