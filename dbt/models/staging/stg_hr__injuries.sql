select
    row_id,
    source_file,
    source_row,
    employee_no as employee_key,
    cast(accident_date as date) as accident_on,
    accident_type,
    certificate_no,
    cast(certified_on as date) as certified_on,
    cast(leave_from as date) as leave_from,
    cast(leave_to as date) as leave_to,
    cast(lost_days as integer) as lost_days,
    {{ flag('is_fatal') }} as is_fatal,
    cast(death_date as date) as died_on
from {{ source('raw', 'hr__injuries') }}
