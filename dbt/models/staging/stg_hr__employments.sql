select
    row_id,
    source_file,
    source_row,
    employee_no as employee_key,
    gender,
    cast(birth_date as date) as born_on,
    birth_date_key as birth_key,
    cast(hire_date as date) as hired_on,
    company,
    work_location,
    grade,
    management_level,
    job_function,
    employment_type,
    cast(termination_date as date) as last_working_day,
    separation_type,
    {{ flag('unpaid_leave') }} as is_on_unpaid_leave
from {{ source('raw', 'hr__employments') }}
