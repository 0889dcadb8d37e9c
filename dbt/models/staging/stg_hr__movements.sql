select
    row_id,
    source_file,
    source_row,
    employee_no as employee_key,
    movement_type,
    cast(effective_date as date) as effective_on,
    cast(end_date as date) as ended_on,
    {{ flag('is_main_job') }} as is_main_job,
    {{ flag('is_latest') }} as is_latest,
    from_company,
    to_company,
    from_grade,
    to_grade
from {{ source('raw', 'hr__movements') }}
