with reversals as (
    select distinct
        account_no,
        original_bill_no
    from {{ ref('int_electricity_bills__screened') }}
    where bill_type = 'reversal'
),

water_reversals as (
    select distinct
        account_no,
        period_from,
        period_to,
        -billed_m3 as billed_m3
    from {{ ref('int_water_bills__screened') }}
    where reading_state = 'reversal'
),

amounts as (
    select
        'electricity' as quantity,
        energy.kwh as amount,
        energy.is_estimated
        and energy.bill_type <> 'reversal'
        and reversals.account_no is null as is_estimated
    from {{ ref('fct_energy') }} as energy
    left join reversals
        on energy.account_no = reversals.account_no and energy.bill_no = reversals.original_bill_no
    union all
    select
        'water' as quantity,
        water.m3 as amount,
        water.reading_state = 'estimated' and water_reversals.account_no is null as is_estimated
    from {{ ref('fct_water') }} as water
    inner join {{ ref('int_water_bills__screened') }} as bills on water.row_id = bills.row_id
    left join water_reversals
        on
            bills.account_no = water_reversals.account_no
            and bills.period_from = water_reversals.period_from
            and bills.period_to = water_reversals.period_to
            and bills.billed_m3 = water_reversals.billed_m3
    union all
    select
        'office_waste' as quantity,
        kg as amount,
        not is_weighed as is_estimated
    from {{ ref('int_office_waste__weighed') }}
    union all
    select
        'hazardous_waste' as quantity,
        kg as amount,
        unit = 'piece' as is_estimated
    from {{ ref('int_hazardous_waste__weighed') }}
),

summed as (
    select
        thresholds.quantity,
        thresholds.threshold,
        count(amounts.amount) as row_count,
        count(case when amounts.is_estimated then amounts.amount end) as estimated_rows,
        cast(sum(amounts.amount) as decimal(28, 10)) as amount,
        cast(sum(case when amounts.is_estimated then amounts.amount end) as decimal(28, 10))
            as estimated_amount
    from {{ source('registry', 'estimate_thresholds') }} as thresholds
    left join amounts on thresholds.quantity = amounts.quantity
    group by thresholds.quantity, thresholds.threshold
)

select
    quantity,
    row_count,
    estimated_rows,
    amount,
    estimated_amount,
    cast(cast(estimated_amount as double) / nullif(cast(amount as double), 0) as decimal(28, 4)) as share,
    cast(threshold as decimal(28, 4)) as threshold
from summed
