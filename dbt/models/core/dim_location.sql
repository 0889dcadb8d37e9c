select
    location,
    region,
    row_id,
    source_file,
    source_row
from {{ ref('stg_company__locations') }}
