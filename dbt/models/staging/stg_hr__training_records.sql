select
    row_id,
    source_file,
    source_row,
    employee_no as employee_key,
    course_name,
    delivery,
    cast(started_at as timestamp) as started_at,
    cast(ended_at as timestamp) as ended_at,
    cast(duration_minutes as decimal(28, 10)) as duration_minutes,
    completion_status,
    sign_in_status,
    course_category,
    {{ flag('is_repeat') }} as is_repeat,
    cast(score as decimal(28, 10)) as score
from {{ source('raw', 'hr__training_records') }}
