{# A job function that the seed does not list would count in no field of work. #}
{{ config(meta={'dagster': {'ref': {'name': 'fct_employees_at_year_end'}}}) }}
select distinct employees.job_function
from {{ ref('fct_employees_at_year_end') }} as employees
left join {{ ref('job_functions') }} as functions on employees.job_function = functions.job_function
where employees.job_function is not null and functions.job_function is null
