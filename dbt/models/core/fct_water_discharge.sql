select
    row_id,
    source_file,
    source_row,
    site_code,
    meter_no,
    month,
    m3,
    destination
from {{ ref('int_water_discharge__screened') }}
where exclusion_rule is null
