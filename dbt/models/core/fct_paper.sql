select
    row_id,
    source_file,
    source_row,
    site_code,
    order_no,
    material_code,
    received_on,
    paper_size,
    packs,
    sheets,
    kg
from {{ ref('int_paper_orders__weighed') }}
