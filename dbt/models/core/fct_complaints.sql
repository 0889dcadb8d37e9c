select
    row_id,
    source_file,
    source_row,
    ticket_no,
    received_on,
    closed_on,
    channel,
    product,
    closed_on is not null as is_resolved
from {{ ref('int_complaints__screened') }}
where exclusion_rule is null
