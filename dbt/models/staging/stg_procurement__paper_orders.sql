select
    row_id,
    source_file,
    source_row,
    order_no,
    site_code,
    material_code,
    material_name,
    specification,
    unit,
    cast(quantity as decimal(28, 10)) as quantity,
    cast(returned_quantity as decimal(28, 10)) as returned_quantity,
    cast(ordered_on as date) as ordered_on,
    cast(received_on as date) as received_on,
    cast(unit_price as decimal(28, 10)) as unit_price,
    supplier_code
from {{ source('raw', 'procurement__paper_orders') }}
