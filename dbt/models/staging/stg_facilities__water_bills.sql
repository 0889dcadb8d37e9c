with bills as (
    select * from {{ source('raw', 'facilities__water_bills') }}
),

units as (
    select
        unit,
        factor
    from {{ ref('units') }}
    where quantity = 'water'
)

select
    bills.row_id,
    bills.source_file,
    bills.source_row,
    bills.account_no,
    bills.site_code,
    bills.bill_no,
    bills.bill_month,
    cast(bills.period_from as date) as period_from,
    cast(bills.period_to as date) as period_to,
    cast(bills.previous_reading as decimal(28, 10)) as previous_reading,
    cast(bills.current_reading as decimal(28, 10)) as current_reading,
    bills.reading_state,
    bills.water_source,
    {{ in_canonical_unit('bills.quantity') }} as billed_m3,
    bills.allocation_basis,
    cast(bills.allocation_share as decimal(28, 10)) as allocation_share,
    cast(bills.unit_price as decimal(28, 10)) as unit_price,
    cast(bills.amount as decimal(28, 10)) as amount
from bills
left join units on bills.quantity_unit = units.unit
