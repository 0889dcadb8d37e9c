select
    row_id,
    source_file,
    source_row,
    rated_on,
    score,
    full_score
from {{ ref('int_satisfaction__screened') }}
where exclusion_rule is null
