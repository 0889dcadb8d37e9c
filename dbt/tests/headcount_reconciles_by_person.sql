-- Opening + hires - separations +- changes of status and of the boundary = closing, for each person
-- and so in total.
-- A row is a person whose exports contradict each other, e.g. on last year's roster, missing on this year's,
-- and without an approved separation.
{{ config(meta={'dagster': {'ref': {'name': 'fct_employees_at_year_end'}}}) }}
with movements as (
    select
        employee_key,
        row_id,
        case as_of when 'opening' then 1 else -1 end as persons
    from {{ ref('fct_employees_at_year_end') }}
    union all
    select
        employee_key,
        row_id,
        1 as persons
    from {{ ref('fct_hires') }}
    union all
    select
        employee_key,
        row_id,
        -1 as persons
    from {{ ref('fct_separations') }}
    union all
    select
        employee_key,
        row_id,
        persons
    from {{ ref('int_employment__status_changes') }}
    union all
    select
        employee_key,
        row_id,
        persons
    from {{ ref('int_employment__boundary_changes') }}
)

select
    employee_key,
    min(row_id) as first_row_id,
    sum(persons) as unexplained
from movements
group by employee_key
having sum(persons) <> 0
