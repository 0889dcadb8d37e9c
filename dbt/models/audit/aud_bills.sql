{%- set columns = [
    'utility', 'level', 'subject', 'site_code', 'lines', 'readings_difference', 'billed_difference',
    'reading_gap', 'multiplier_change', 'price_to_usual', 'price_to_others', 'amount_difference',
    'a_day_to_usual', 'same_as_before', 'reversal_fault', 'reversal_difference', 'total_difference',
    'register_change', 'site_change', 'share_change',
] -%}

with lines as (
    select
        'electricity' as utility,
        row_id,
        account_no,
        site_code,
        bill_no,
        reading_type as register,
        bill_type as state,
        case when bill_type = 'reversal' then original_bill_no else bill_no end as link,
        concat_ws(' ', account_no, bill_no, reading_type, bill_type) as subject,
        period_from,
        period_to,
        previous_reading,
        current_reading,
        multiplier,
        metered_kwh as metered,
        case
            when adjustment_kwh is null and loss_kwh is null then metered_kwh
            when loss_kwh is null then metered_kwh + adjustment_kwh
            when adjustment_kwh is null then metered_kwh + loss_kwh
            else metered_kwh + adjustment_kwh + loss_kwh
        end as metered_and_more,
        billed_kwh as billed,
        allocation_share,
        cast(null as decimal(28, 10)) as unit_price,
        amount
    from {{ ref('stg_facilities__electricity_bills') }}
    union all
    select
        'water' as utility,
        row_id,
        account_no,
        site_code,
        bill_no,
        'total' as register,
        reading_state as state,
        concat_ws(
            ' ', cast(period_from as string), cast(period_to as string), cast(abs(billed_m3) as string)
        ) as link,
        concat_ws(
            ' ', account_no, cast(period_from as string), cast(period_to as string), reading_state
        ) as subject,
        period_from,
        period_to,
        previous_reading,
        current_reading,
        cast(1 as decimal(28, 10)) as multiplier,
        billed_m3 as metered,
        billed_m3 as metered_and_more,
        billed_m3 as billed,
        allocation_share,
        unit_price,
        amount
    from {{ ref('stg_facilities__water_bills') }}
    where water_source = 'municipal'
),

-- A supplier's reversal names the bill that it takes back; of water it is that of the same days and quantity.
linked as (
    select
        utility,
        account_no,
        register,
        link,
        count(case when state = 'reversal' then row_id end) as reversals,
        count(case when state <> 'reversal' then row_id end) as originals,
        sum(case when state = 'reversal' then billed end) as taken_back,
        sum(case when state <> 'reversal' then billed end) as billed
    from lines
    group by utility, account_no, register, link
),

priced as (
    select
        lines.*,
        linked.reversals,
        linked.originals,
        linked.taken_back,
        linked.billed as originally_billed,
        lines.state <> 'reversal' and linked.reversals = 0 as stands,
        cast(lines.amount as double) / nullif(cast(lines.billed as double), 0) as price,
        cast(lines.billed as double)
        / nullif({{ dbt.datediff('lines.period_from', 'lines.period_to', 'day') }}, 0) as a_day
    from lines
    left join linked
        on
            lines.utility = linked.utility
            and lines.account_no = linked.account_no
            and lines.register = linked.register
            and lines.link = linked.link
),

usual as (
    select
        utility,
        account_no,
        register,
        median(price) as price,
        median(case when stands then a_day end) as a_day,
        mode(multiplier) as multiplier
    from priced
    group by utility, account_no, register
),

meter_prices as (
    select
        utility,
        account_no,
        median(price) as price
    from priced
    group by utility, account_no
),

prices as (
    select
        utility,
        median(price) as price
    from meter_prices
    group by utility
),

followed as (
    select
        row_id,
        lag(period_to) over meter as period_to_before,
        lag(current_reading) over meter as reading_before,
        lag(state) over meter as state_before,
        lag(billed) over meter as billed_before
    from priced
    where stands
    window meter as (partition by utility, account_no, register order by period_from, period_to, row_id)
),

bills as (
    select
        account_no,
        bill_no,
        state,
        min(site_code) as site_code,
        string_agg(register, ' ' order by register) as registers,
        sum(case when register = 'total' then billed end) as total,
        sum(case when register <> 'total' then billed end) as parts
    from lines
    where utility = 'electricity'
    group by account_no, bill_no, state
),

usual_registers as (
    select
        account_no,
        mode(registers) as registers
    from bills
    group by account_no
),

meters as (
    select
        utility,
        account_no,
        min(site_code) as site_code,
        string_agg(distinct site_code, ', ' order by site_code) as sites,
        count(distinct site_code) as site_count,
        string_agg(
            distinct coalesce(cast(allocation_share as string), 'all'),
            ', ' order by coalesce(cast(allocation_share as string), 'all')
        ) as shares,
        count(distinct coalesce(allocation_share, 1)) as share_count
    from lines
    group by utility, account_no
),

judged_lines as (
    select
        priced.utility,
        'line' as level,
        priced.subject,
        priced.site_code,
        (priced.current_reading - priced.previous_reading) * priced.multiplier
        - abs(priced.metered) as readings_difference,
        priced.billed - priced.metered_and_more as billed_difference,
        case
            when followed.period_to_before = priced.period_from and followed.state_before <> 'meter_exchange'
                then priced.previous_reading - followed.reading_before
        end as reading_gap,
        case
            when priced.multiplier <> usual.multiplier
                then concat_ws(' ', cast(usual.multiplier as string), 'to', cast(priced.multiplier as string))
        end as multiplier_change,
        priced.price / nullif(usual.price, 0) as price_to_usual,
        priced.amount - priced.unit_price * priced.billed as amount_difference,
        case when priced.stands then priced.a_day / nullif(usual.a_day, 0) end as a_day_to_usual,
        case
            when priced.billed = followed.billed_before and priced.billed <> 0 then priced.billed
        end as same_as_before,
        case
            when priced.state = 'reversal' and priced.originals = 0 then 'nothing to take back'
            when priced.state = 'reversal' and priced.reversals > 1 then 'a bill that was taken back before'
        end as reversal_fault,
        case
            when priced.state = 'reversal' then priced.taken_back + priced.originally_billed
        end as reversal_difference,
        1 as lines
    from priced
    left join usual
        on
            priced.utility = usual.utility
            and priced.account_no = usual.account_no
            and priced.register = usual.register
    left join followed on priced.row_id = followed.row_id
),

judged_bills as (
    select
        'electricity' as utility,
        'bill' as level,
        concat_ws(' ', bills.account_no, bills.bill_no, bills.state) as subject,
        bills.site_code,
        bills.total - bills.parts as total_difference,
        case
            when bills.registers <> usual_registers.registers
                then concat_ws(' ', bills.registers, 'for', usual_registers.registers)
        end as register_change,
        1 as lines
    from bills
    inner join usual_registers on bills.account_no = usual_registers.account_no
),

judged_meters as (
    select
        meters.utility,
        'meter' as level,
        meters.account_no as subject,
        meters.site_code,
        meter_prices.price / nullif(prices.price, 0) as price_to_others,
        case when meters.site_count > 1 then meters.sites end as site_change,
        case when meters.share_count > 1 then meters.shares end as share_change,
        1 as lines
    from meters
    inner join meter_prices
        on meters.utility = meter_prices.utility and meters.account_no = meter_prices.account_no
    inner join prices on meters.utility = prices.utility
),

utilities as (
    select 'electricity' as utility
    union all
    select 'water' as utility
),

summaries as (
    select
        utilities.utility,
        'summary' as level,
        'all bills' as subject,
        count(lines.row_id) as lines
    from utilities
    left join lines on utilities.utility = lines.utility
    group by utilities.utility
),

judged as (
    {{ stacked({
        'judged_lines': [
            'utility', 'level', 'subject', 'site_code', 'readings_difference', 'billed_difference',
            'reading_gap', 'multiplier_change', 'price_to_usual', 'amount_difference', 'a_day_to_usual',
            'same_as_before', 'reversal_fault', 'reversal_difference', 'lines'
        ],
        'judged_bills': [
            'utility', 'level', 'subject', 'site_code', 'total_difference', 'register_change', 'lines'
        ],
        'judged_meters': [
            'utility', 'level', 'subject', 'site_code', 'price_to_others', 'site_change', 'share_change',
            'lines'
        ],
        'summaries': ['utility', 'level', 'subject', 'lines'],
    }, columns) }}
)

select
    utility,
    level,
    subject,
    site_code,
    cast(lines as bigint) as lines,
    cast(readings_difference as decimal(28, 10)) as readings_difference,
    cast(billed_difference as decimal(28, 10)) as billed_difference,
    cast(reading_gap as decimal(28, 10)) as reading_gap,
    multiplier_change,
    cast(price_to_usual as decimal(28, 4)) as price_to_usual,
    cast(price_to_others as decimal(28, 4)) as price_to_others,
    cast(amount_difference as decimal(28, 10)) as amount_difference,
    cast(a_day_to_usual as decimal(28, 4)) as a_day_to_usual,
    cast(same_as_before as decimal(28, 10)) as same_as_before,
    reversal_fault,
    cast(reversal_difference as decimal(28, 10)) as reversal_difference,
    cast(total_difference as decimal(28, 10)) as total_difference,
    register_change,
    site_change,
    share_change
from judged
