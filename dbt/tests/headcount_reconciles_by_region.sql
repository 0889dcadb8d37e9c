-- Opening + hires - separations +- changes of status and of the boundary
-- + relocations in - relocations out = closing, in each region.
-- A relocation is someone of the opening headcount who ends the year, or leaves, in another region.
{{ config(meta={'dagster': {'ref': {'name': 'fct_employees_at_year_end'}}}) }}
with opening as (
    select
        employee_key,
        region
    from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'opening'
),

exits as (
    select
        employee_key,
        hired_on,
        region
    from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'closing'
    union all
    select
        employee_key,
        hired_on,
        region
    from {{ ref('fct_separations') }}
),

exits_of_opening as (
    select
        exits.employee_key,
        exits.region
    from exits
    left join {{ ref('fct_hires') }} as hires
        on
            exits.employee_key = hires.employee_key
            and exits.hired_on = hires.hired_on
    where hires.employee_key is null
),

relocations as (
    select
        opening.region as from_region,
        exits_of_opening.region as to_region
    from opening
    inner join exits_of_opening on opening.employee_key = exits_of_opening.employee_key
    where opening.region <> exits_of_opening.region
),

changes as (
    select
        region,
        1 as persons
    from opening
    union all
    select
        region,
        1 as persons
    from {{ ref('fct_hires') }}
    union all
    select
        region,
        -1 as persons
    from exits
    union all
    select
        region,
        persons
    from {{ ref('int_employment__status_changes') }}
    union all
    select
        region,
        persons
    from {{ ref('int_employment__boundary_changes') }}
    union all
    select
        from_region as region,
        -1 as persons
    from relocations
    union all
    select
        to_region as region,
        1 as persons
    from relocations
)

select
    region,
    sum(persons) as unexplained
from changes
where region is not null
group by region
having sum(persons) <> 0
