select
    row_id,
    source_file,
    source_row,
    cast(rated_at as timestamp) as rated_at,
    cast(cast(rated_at as timestamp) as date) as rated_on,
    cast(score as decimal(28, 10)) as score,
    cast(full_score as decimal(28, 10)) as full_score
from {{ source('raw', 'customers__satisfaction') }}
