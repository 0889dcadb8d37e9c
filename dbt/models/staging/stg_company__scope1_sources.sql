select
    row_id,
    source_file,
    source_row,
    cast(year as int) as year,
    source,
    status,
    cast(quantity_tco2e as decimal(28, 10)) as quantity_tco2e,
    cast(energy_mwh as decimal(28, 10)) as energy_mwh,
    reason,
    evidence,
    owner,
    signed_by,
    cast(signed_on as date) as signed_on
from {{ source('raw', 'company__scope1_sources') }}
