select
    row_id,
    source_file,
    source_row,
    termination_no,
    supplier_code,
    cast(terminated_on as date) as terminated_on,
    reason
from {{ source('raw', 'procurement__supplier_terminations') }}
