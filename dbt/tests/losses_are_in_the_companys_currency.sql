{# Losses are summed, so they need one currency; a case that names none is in the company's. #}
{{ config(meta={'dagster': {'ref': {'name': 'fct_cases'}}}) }}
select
    cases.case_no,
    cases.currency
from {{ ref('fct_cases') }} as cases
cross join {{ source('registry', 'reporting_year') }} as reporting_year
where cases.currency <> reporting_year.currency
