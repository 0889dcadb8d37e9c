with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
),

moved as (
    select
        transfers.employee_key,
        min_by(transfers.from_company, transfers.effective_on) as first_company,
        max_by(transfers.to_company, transfers.effective_on) as last_company
    from {{ ref('int_movements__transfers') }} as transfers
    cross join reporting_year
    where
        transfers.comes_from_inside
        and transfers.effective_on between reporting_year.starts_on and reporting_year.ends_on
    group by transfers.employee_key
),

opening as (
    select * from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'opening'
),

last_seen as (
    select
        row_id,
        employee_key,
        hired_on,
        company,
        region
    from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'closing'
    union all
    select
        row_id,
        employee_key,
        hired_on,
        company,
        region
    from {{ ref('fct_separations') }}
)

select
    last_seen.row_id,
    last_seen.employee_key,
    entities.company,
    last_seen.region,
    1 as persons
from last_seen
left join moved on last_seen.employee_key = moved.employee_key
inner join
    {{ ref('stg_company__entities') }} as entities
    on coalesce(moved.first_company, last_seen.company) = entities.company
cross join reporting_year
left join opening on last_seen.employee_key = opening.employee_key
where
    entities.included_from between reporting_year.starts_on and reporting_year.ends_on
    and last_seen.hired_on < entities.included_from
    and opening.employee_key is null
union all
select
    opening.row_id,
    opening.employee_key,
    entities.company,
    opening.region,
    -1 as persons
from opening
left join moved on opening.employee_key = moved.employee_key
inner join
    {{ ref('stg_company__entities') }} as entities
    on coalesce(moved.last_company, opening.company) = entities.company
cross join reporting_year
left join last_seen on opening.employee_key = last_seen.employee_key
where
    entities.included_to < reporting_year.ends_on
    and last_seen.employee_key is null
