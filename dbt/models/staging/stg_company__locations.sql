select
    row_id,
    source_file,
    source_row,
    location,
    region
from {{ source('raw', 'company__locations') }}
