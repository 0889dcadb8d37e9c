select
    company,
    relation,
    in_boundary,
    included_from,
    included_to,
    row_id,
    source_file,
    source_row
from {{ ref('stg_company__entities') }}
