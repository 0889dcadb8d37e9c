select
    row_id,
    source_file,
    source_row,
    employee_key,
    month_starts_on,
    scheduled_days,
    attended_days,
    sick_days,
    personal_days,
    annual_leave_days,
    other_absence_days
from {{ ref('int_attendance__screened') }}
where exclusion_rule is null
