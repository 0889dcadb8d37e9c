with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
)

select
    recruitment.row_id,
    recruitment.source_file,
    recruitment.source_row,
    recruitment.requisition_no,
    recruitment.employee_key,
    recruitment.started_on,
    recruitment.post,
    recruitment.grade,
    recruitment.job_function,
    recruitment.channel,
    recruitment.hiring_cost,
    recruitment.currency,
    case
        when not people.is_employee then 'not_an_employee'
        when recruitment.started_on not between reporting_year.starts_on and reporting_year.ends_on
            then 'outside_reporting_year'
    end as exclusion_rule
from {{ ref('stg_hr__recruitment') }} as recruitment
cross join reporting_year
left join {{ ref('int_people__known') }} as people on recruitment.employee_key = people.employee_key
