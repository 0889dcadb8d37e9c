with bills as (
    select * from {{ ref('int_bills__periods') }}
),

meters as (
    select
        utility,
        account_no,
        min(site_code) as site_code,
        count(times) as bills
    from bills
    group by utility, account_no
),

leased as (
    select
        sites.site_code,
        days.day
    from {{ ref('stg_company__sites') }} as sites
    inner join {{ ref('int_calendar__days') }} as days
        on
            (sites.lease_from is null or sites.lease_from <= days.day)
            and (sites.lease_to is null or sites.lease_to >= days.day)
    where sites.is_in_boundary
),

-- A meter that moved belongs to each of its sites in turn.
leased_meter_days as (
    select distinct
        bills.utility,
        bills.account_no,
        leased.day
    from bills
    inner join leased on bills.site_code = leased.site_code
),

billed_meter_days as (
    select
        bills.utility,
        bills.account_no,
        days.day,
        sum(bills.times) as times
    from bills
    inner join {{ ref('int_calendar__days') }} as days
        on bills.period_from < days.day and bills.period_to >= days.day
    group by bills.utility, bills.account_no, days.day
),

meter_days as (
    select
        coalesce(leased_meter_days.utility, billed_meter_days.utility) as utility,
        coalesce(leased_meter_days.account_no, billed_meter_days.account_no) as account_no,
        coalesce(leased_meter_days.day, billed_meter_days.day) as day,
        case
            when billed_meter_days.times > 1 or billed_meter_days.times < 0 then 'overlap'
            when leased_meter_days.day is null and billed_meter_days.times = 1 then 'outside'
            when leased_meter_days.day is null then 'not_leased'
            when billed_meter_days.times = 1 then 'once'
            else 'gap'
        end as state
    from leased_meter_days
    full join billed_meter_days
        on
            leased_meter_days.utility = billed_meter_days.utility
            and leased_meter_days.account_no = billed_meter_days.account_no
            and leased_meter_days.day = billed_meter_days.day
),

numbered as (
    select
        *,
        day - cast(
            row_number() over (partition by utility, account_no, state order by day) as int
        ) as island
    from meter_days
),

islands as (
    select
        utility,
        account_no,
        state,
        count(day) as days,
        min(day) as first_day,
        concat(cast(min(day) as string), ' to ', cast(max(day) as string)) as told
    from numbered
    group by utility, account_no, state, island
),

covered as (
    select
        utility,
        account_no,
        sum(case when state = 'once' then days else 0 end) as days_once,
        sum(case when state = 'gap' then days else 0 end) as gap_days,
        sum(case when state = 'overlap' then days else 0 end) as overlap_days,
        string_agg(case when state = 'gap' then told end, ', ' order by first_day) as gaps,
        string_agg(case when state = 'overlap' then told end, ', ' order by first_day) as days_twice,
        string_agg(case when state = 'outside' then told end, ', ' order by first_day) as outside_lease
    from islands
    group by utility, account_no
),

in_scope as (
    select distinct kpi_id as utility
    from {{ source('registry', 'kpi_members') }}
    where kpi_id in ('electricity', 'water') and in_scope
),

without_meter as (
    select
        in_scope.utility,
        leased.site_code,
        count(leased.day) as days
    from in_scope
    cross join leased
    left join bills on in_scope.utility = bills.utility and leased.site_code = bills.site_code
    where bills.site_code is null
    group by in_scope.utility, leased.site_code
),

utilities as (
    select 'electricity' as utility
    union all
    select 'water' as utility
)

select
    meters.utility,
    'meter' as level,
    meters.account_no as subject,
    meters.site_code,
    cast(1 as bigint) as meters,
    meters.bills,
    cast(covered.days_once as bigint) as days_once,
    cast(covered.gap_days as bigint) as gap_days,
    cast(covered.overlap_days as bigint) as overlap_days,
    covered.gaps,
    covered.days_twice,
    covered.outside_lease,
    cast(null as string) as without_meter
from meters
inner join covered on meters.utility = covered.utility and meters.account_no = covered.account_no
union all
select
    utility,
    'site' as level,
    site_code as subject,
    site_code,
    0 as meters,
    0 as bills,
    0 as days_once,
    days as gap_days,
    0 as overlap_days,
    null as gaps,
    null as days_twice,
    null as outside_lease,
    concat('no bill on ', cast(days as string), ' leased days') as without_meter
from without_meter
union all
select
    utilities.utility,
    'summary' as level,
    'all meters' as subject,
    null as site_code,
    count(covered.account_no) as meters,
    cast(sum(meters.bills) as bigint) as bills,
    cast(sum(covered.days_once) as bigint) as days_once,
    cast(sum(covered.gap_days) as bigint) as gap_days,
    cast(sum(covered.overlap_days) as bigint) as overlap_days,
    null as gaps,
    null as days_twice,
    null as outside_lease,
    null as without_meter
from utilities
left join meters on utilities.utility = meters.utility
left join covered on meters.utility = covered.utility and meters.account_no = covered.account_no
group by utilities.utility
