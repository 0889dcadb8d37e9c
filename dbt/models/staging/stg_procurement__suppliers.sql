select
    row_id,
    source_file,
    source_row,
    supplier_code,
    supplier_name,
    registration_no,
    country_region,
    address,
    cast(first_cooperation_on as date) as first_cooperation_on,
    cooperation_status,
    supplier_category,
    cast(commitment_signed_on as date) as commitment_signed_on
from {{ source('raw', 'procurement__suppliers') }}
