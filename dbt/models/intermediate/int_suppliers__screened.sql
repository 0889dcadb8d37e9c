select
    row_id,
    source_file,
    source_row,
    supplier_code,
    registration_no,
    country_region,
    first_cooperation_on,
    cooperation_status,
    commitment_signed_on,
    case when cooperation_status = 'candidate' then 'candidate_supplier' end as exclusion_rule
from {{ ref('stg_procurement__suppliers') }}
