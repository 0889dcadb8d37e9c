select
    row_id,
    source_file,
    source_row,
    site_code,
    city,
    province,
    grid,
    country_region,
    cast(area_m2 as decimal(28, 10)) as area_m2,
    cast(lease_from as date) as lease_from,
    cast(lease_to as date) as lease_to,
    {{ flag('in_boundary') }} as is_in_boundary
from {{ source('raw', 'company__sites') }}
