select
    row_id,
    source_file,
    source_row,
    case_no,
    cause,
    party,
    filed_on,
    concluded_on,
    loss,
    currency
from {{ ref('int_lawsuits__screened') }}
where exclusion_rule is null
