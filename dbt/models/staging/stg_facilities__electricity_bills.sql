with bills as (
    select * from {{ source('raw', 'facilities__electricity_bills') }}
),

units as (
    select
        unit,
        factor
    from {{ ref('units') }}
    where quantity = 'electricity'
)

select
    bills.row_id,
    bills.source_file,
    bills.source_row,
    bills.account_no,
    bills.site_code,
    bills.bill_no,
    bills.bill_type,
    bills.original_bill_no,
    bills.bill_month,
    cast(bills.period_from as date) as period_from,
    cast(bills.period_to as date) as period_to,
    bills.reading_type,
    cast(bills.previous_reading as decimal(28, 10)) as previous_reading,
    cast(bills.current_reading as decimal(28, 10)) as current_reading,
    cast(bills.multiplier as decimal(28, 10)) as multiplier,
    {{ in_canonical_unit('bills.metered_quantity') }} as metered_kwh,
    {{ in_canonical_unit('bills.adjustment_quantity') }} as adjustment_kwh,
    {{ in_canonical_unit('bills.loss_quantity') }} as loss_kwh,
    {{ in_canonical_unit('bills.billed_quantity') }} as billed_kwh,
    cast(bills.allocation_share as decimal(28, 10)) as allocation_share,
    {{ flag('bills.is_estimated') }} as is_estimated,
    cast(bills.amount as decimal(28, 10)) as amount
from bills
left join units on bills.quantity_unit = units.unit
