select
    row_id,
    source_file,
    source_row,
    employee_key,
    course_name as activity,
    started_at,
    duration_minutes
from {{ ref('int_training_records__screened') }}
where exclusion_rule is null and course_category = 'volunteering'
