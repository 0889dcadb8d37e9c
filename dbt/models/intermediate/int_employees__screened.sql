{{ config(materialized='table') }}

with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
),

roster as (
    select
        employees.*,
        case employees.snapshot
            when 'opening' then reporting_year.starts_on - 1
            when 'closing' then reporting_year.ends_on
        end as as_of_day
    from {{ ref('stg_hr__employees') }} as employees
    cross join reporting_year
),

last_days as (
    select
        employee_key,
        hired_on,
        max(last_working_day) as last_working_day
    from {{ ref('int_separations__screened') }}
    where ends_employment
    group by employee_key, hired_on
),

judged as (
    select
        roster.*,
        case
            when not {{ is_employee('roster.employment_type') }} then 'not_an_employee'
            when not roster.is_main_job then 'second_job'
            when not {{ inside_boundary('entities', 'roster.as_of_day') }} then 'outside_boundary'
            when roster.hired_on > roster.as_of_day then 'not_yet_hired'
            when last_days.last_working_day <= roster.as_of_day then 'left_by_year_end'
            when
                roster.employment_status = 'left' and last_days.last_working_day is null
                then 'marked_as_left'
        end as disqualified_by
    from roster
    left join {{ ref('stg_company__entities') }} as entities on roster.company = entities.company
    left join last_days
        on
            roster.employee_key = last_days.employee_key
            and roster.hired_on = last_days.hired_on
),

numbered as (
    select
        judged.*,
        row_number() over (
            partition by judged.snapshot, judged.disqualified_by is null, judged.employee_key
            order by judged.row_id
        ) as nth_of_employee
    from judged
)

select
    row_id,
    source_file,
    source_row,
    snapshot,
    as_of_day,
    employee_key,
    gender,
    born_on,
    birth_key,
    hired_on,
    employment_type,
    management_level,
    job_function,
    company,
    work_location,
    grade,
    case
        when disqualified_by is not null then disqualified_by
        when nth_of_employee > 1 then 'repeated_person'
    end as exclusion_rule
from numbered
