select
    row_id,
    source_file,
    source_row,
    employee_no as employee_key,
    cast(concat(month, '-01') as date) as month_starts_on,
    cast(scheduled_days as decimal(28, 10)) as scheduled_days,
    cast(attended_days as decimal(28, 10)) as attended_days,
    cast(sick_days as decimal(28, 10)) as sick_days,
    cast(personal_days as decimal(28, 10)) as personal_days,
    cast(annual_leave_days as decimal(28, 10)) as annual_leave_days,
    cast(other_absence_days as decimal(28, 10)) as other_absence_days
from {{ source('raw', 'hr__attendance') }}
