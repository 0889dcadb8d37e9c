select
    row_id,
    source_file,
    source_row,
    case_no,
    cause,
    cast(filed_on as date) as filed_on,
    cast(concluded_on as date) as concluded_on,
    party,
    cast(loss as decimal(28, 10)) as loss,
    currency
from {{ source('raw', 'compliance__lawsuits') }}
