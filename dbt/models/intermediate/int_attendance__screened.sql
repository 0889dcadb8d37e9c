with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
)

select
    attendance.row_id,
    attendance.source_file,
    attendance.source_row,
    attendance.employee_key,
    attendance.month_starts_on,
    attendance.scheduled_days,
    attendance.attended_days,
    attendance.sick_days,
    attendance.personal_days,
    attendance.annual_leave_days,
    attendance.other_absence_days,
    case
        when not people.is_employee then 'not_an_employee'
        when attendance.month_starts_on not between reporting_year.starts_on and reporting_year.ends_on
            then 'outside_reporting_year'
    end as exclusion_rule
from {{ ref('stg_hr__attendance') }} as attendance
cross join reporting_year
left join {{ ref('int_people__known') }} as people on attendance.employee_key = people.employee_key
