{# Costs are summed, so they need one currency; a cost that names none is in the company's. #}
{{ config(meta={'dagster': {'ref': {'name': 'fct_recruitments'}}}) }}
select
    recruitments.requisition_no,
    recruitments.currency
from {{ ref('fct_recruitments') }} as recruitments
cross join {{ source('registry', 'reporting_year') }} as reporting_year
where recruitments.currency <> reporting_year.currency and recruitments.hiring_cost <> 0
