{{ config(materialized='table') }}

with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
),

transferred as (
    select distinct separations.row_id
    from {{ ref('stg_hr__separations') }} as separations
    inner join {{ ref('int_movements__transfers') }} as transfers
        on
            separations.employee_key = transfers.employee_key
            and transfers.effective_on between separations.last_working_day
            and separations.last_working_day + {{ transfer_days() }}
    where separations.separation_type = 'group_transfer'
),

second_jobs as (
    select
        employee_key,
        company
    from {{ ref('stg_hr__employees') }}
    group by employee_key, company
    having max(case when is_main_job then 1 else 0 end) = 0
),

judged as (
    select
        separations.*,
        case
            when separations.approval_status = 'withdrawn' then 'withdrawn_separation'
            when separations.approval_status = 'pending' then 'unapproved_separation'
            when not {{ is_employee('separations.employment_type') }} then 'not_an_employee'
            when second_jobs.employee_key is not null then 'second_job'
            when not {{ inside_boundary('entities', 'separations.last_working_day') }} then 'outside_boundary'
            when transferred.row_id is not null then 'transfer_inside_boundary'
        end as disqualified_by,
        separations.last_working_day between reporting_year.starts_on and reporting_year.ends_on as is_in_year
    from {{ ref('stg_hr__separations') }} as separations
    cross join reporting_year
    left join {{ ref('stg_company__entities') }} as entities on separations.company = entities.company
    left join transferred on separations.row_id = transferred.row_id
    left join second_jobs
        on
            separations.employee_key = second_jobs.employee_key
            and separations.company = second_jobs.company
)

select
    row_id,
    source_file,
    source_row,
    employee_key,
    gender,
    born_on,
    birth_key,
    hired_on,
    last_working_day,
    separation_type,
    employment_type,
    company,
    work_location,
    grade,
    disqualified_by is null and (is_in_year or separation_type <> 'group_transfer') as ends_employment,
    case
        when disqualified_by is not null then disqualified_by
        when not is_in_year then 'outside_reporting_year'
    end as exclusion_rule
from judged
