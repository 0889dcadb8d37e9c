select
    row_id,
    source_file,
    source_row,
    requisition_no,
    employee_key,
    started_on,
    post,
    grade,
    job_function,
    channel,
    channel = 'group_transfer' as is_internal,
    hiring_cost,
    currency
from {{ ref('int_recruitment__screened') }}
where exclusion_rule is null
