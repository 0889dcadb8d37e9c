select
    concat(row_id, '|', cast(month as string)) as water_id,
    row_id,
    source_file,
    source_row,
    site_code,
    account_no,
    bill_no,
    reading_state,
    month,
    cast(days as int) as days,
    cast(litres * cast(0.001 as decimal(4, 3)) as decimal(28, 10)) as m3
from {{ ref('int_water_bills__monthly') }}
