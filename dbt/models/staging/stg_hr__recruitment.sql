select
    row_id,
    source_file,
    source_row,
    requisition_no,
    position as post,
    grade,
    job_function,
    channel,
    employee_no as employee_key,
    cast(start_date as date) as started_on,
    cast(cost as decimal(28, 10)) as hiring_cost,
    currency
from {{ source('raw', 'hr__recruitment') }}
