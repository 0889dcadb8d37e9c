select
    row_id,
    source_file,
    source_row,
    manifest_no,
    site_code,
    waste_name,
    waste_code,
    unit,
    cast(transferred_quantity as decimal(28, 10)) as transferred_quantity,
    cast(received_quantity as decimal(28, 10)) as received_quantity,
    cast(transferred_on as date) as transferred_on,
    cast(received_on as date) as received_on,
    carrier,
    receiver,
    permit_no,
    treatment,
    asset_no
from {{ source('raw', 'facilities__hazardous_waste') }}
