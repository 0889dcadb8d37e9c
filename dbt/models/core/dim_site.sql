select
    site_code,
    city,
    province,
    grid,
    country_region,
    area_m2,
    lease_from,
    lease_to,
    is_in_boundary,
    row_id,
    source_file,
    source_row
from {{ ref('stg_company__sites') }}
