select
    row_id,
    source_file,
    source_row,
    case_no,
    cause,
    case
        when cause in ('corruption', 'bribery', 'embezzlement') then 'corruption'
        when cause in ('discrimination', 'harassment') then 'discrimination'
        when cause in ('money_laundering', 'insider_dealing') then 'money_laundering'
        else cause
    end as kind,
    party,
    filed_on,
    concluded_on,
    loss,
    currency
from {{ ref('int_lawsuits__screened') }}
where exclusion_rule is null
