select
    complaints.row_id,
    complaints.source_file,
    complaints.source_row,
    complaints.ticket_no,
    complaints.received_on,
    complaints.channel,
    complaints.product,
    complaints.closed_on,
    case
        when complaints.received_on not between reporting_year.starts_on and reporting_year.ends_on
            then 'outside_reporting_year'
        when not complaints.is_valid then 'invalid_complaint'
    end as exclusion_rule
from {{ ref('stg_customers__complaints') }} as complaints
cross join {{ source('registry', 'reporting_year') }} as reporting_year
