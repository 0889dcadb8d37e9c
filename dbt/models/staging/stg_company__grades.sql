select
    row_id,
    source_file,
    source_row,
    grade,
    employee_category
from {{ source('raw', 'company__grades') }}
