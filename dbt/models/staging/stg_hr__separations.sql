select
    row_id,
    source_file,
    source_row,
    employee_no as employee_key,
    gender,
    cast(birth_date as date) as born_on,
    cast(hire_date as date) as hired_on,
    cast(leave_date as date) as processed_on,
    cast(last_working_day as date) as last_working_day,
    separation_type,
    reason,
    employment_type,
    company,
    work_location,
    grade,
    approval_status,
    {{ flag('was_rehired') }} as was_rehired
from {{ source('raw', 'hr__separations') }}
