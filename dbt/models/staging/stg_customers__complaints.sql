select
    row_id,
    source_file,
    source_row,
    ticket_no,
    cast(received_on as date) as received_on,
    channel,
    product,
    {{ flag('is_valid') }} as is_valid,
    cast(closed_on as date) as closed_on,
    outcome
from {{ source('raw', 'customers__complaints') }}
