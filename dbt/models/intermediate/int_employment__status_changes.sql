with rosters as (
    select
        row_id,
        snapshot,
        employee_key,
        hired_on,
        company,
        work_location,
        exclusion_rule
    from {{ ref('int_employees__screened') }}
    where exclusion_rule is null or exclusion_rule = 'not_an_employee'
),

changed as (
    select
        closing.row_id,
        closing.employee_key,
        closing.company,
        closing.work_location,
        1 as persons
    from rosters as closing
    inner join rosters as opening
        on
            closing.employee_key = opening.employee_key
            and closing.hired_on = opening.hired_on
    where
        closing.snapshot = 'closing'
        and opening.snapshot = 'opening'
        and closing.exclusion_rule is null
        and opening.exclusion_rule = 'not_an_employee'
    union all
    select
        opening.row_id,
        opening.employee_key,
        opening.company,
        opening.work_location,
        -1 as persons
    from rosters as opening
    inner join rosters as closing
        on
            opening.employee_key = closing.employee_key
            and opening.hired_on = closing.hired_on
    left join {{ ref('fct_separations') }} as separations
        on
            opening.employee_key = separations.employee_key
            and opening.hired_on = separations.hired_on
    where
        opening.snapshot = 'opening'
        and closing.snapshot = 'closing'
        and opening.exclusion_rule is null
        and closing.exclusion_rule = 'not_an_employee'
        and separations.employee_key is null
)

select
    changed.row_id,
    changed.employee_key,
    changed.company,
    locations.region,
    changed.persons
from changed
left join {{ ref('dim_location') }} as locations on changed.work_location = locations.location
