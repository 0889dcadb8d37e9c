select
    row_id,
    source_file,
    source_row,
    company,
    relation,
    {{ flag('in_boundary') }} as in_boundary,
    cast(included_from as date) as included_from,
    cast(included_to as date) as included_to
from {{ source('raw', 'company__entities') }}
