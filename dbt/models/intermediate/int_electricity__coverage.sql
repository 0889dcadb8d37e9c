with bills as (
    select *
    from {{ ref('int_electricity_bills__screened') }}
    where exclusion_rule is null
),

standing as (
    select bills.*
    from bills
    left join bills as reversals
        on
            bills.account_no = reversals.account_no
            and bills.bill_no = reversals.original_bill_no
            and reversals.bill_type = 'reversal'
    where bills.bill_type <> 'reversal' and reversals.row_id is null
),

site_days as (
    select
        sites.site_code,
        days.month,
        days.day,
        (sites.lease_from is null or days.day >= sites.lease_from)
        and (sites.lease_to is null or days.day <= sites.lease_to) as is_leased
    from {{ ref('stg_company__sites') }} as sites
    cross join {{ ref('int_calendar__days') }} as days
    where sites.is_in_boundary
),

billed_days as (
    select distinct
        standing.site_code,
        days.day
    from standing
    inner join {{ ref('int_calendar__days') }} as days
        on standing.period_from < days.day and standing.period_to >= days.day
)

select
    site_days.site_code,
    site_days.month,
    count(site_days.day) as days_of_month,
    sum(case when site_days.is_leased then 1 else 0 end) as days_leased,
    count(billed_days.day) as days_covered
from site_days
left join billed_days on site_days.site_code = billed_days.site_code and site_days.day = billed_days.day
group by site_days.site_code, site_days.month
