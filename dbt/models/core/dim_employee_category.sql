select
    grade,
    employee_category,
    row_id,
    source_file,
    source_row
from {{ ref('stg_company__grades') }}
