{%- set columns = [
    'level', 'utility', 'site_code', 'period', 'days_leased', 'days_covered', 'quantity', 'a_day',
    'a_m2', 'usual_a_day', 'to_usual', 'quantity_before', 'to_before', 'to_other_sites',
    'missing', 'area_change', 'boundary_change', 'lease_change',
] -%}

with utilities as (
    select
        'electricity' as utility,
        'electricity' as kpi_id
    union all
    select
        'water' as utility,
        'water' as kpi_id
    union all
    select
        'office_waste' as utility,
        'nonhazardous_waste' as kpi_id
),

in_scope as (
    select distinct utilities.utility
    from utilities
    inner join {{ source('registry', 'kpi_members') }} as kpi_members
        on utilities.kpi_id = kpi_members.kpi_id and kpi_members.in_scope
),

leased as (
    select
        sites.site_code,
        sites.area_m2,
        days.month,
        count(days.day) as days_of_month,
        sum(
            case
                when
                    (sites.lease_from is null or days.day >= sites.lease_from)
                    and (sites.lease_to is null or days.day <= sites.lease_to)
                    then 1
                else 0
            end
        ) as days_leased
    from {{ ref('dim_site') }} as sites
    cross join {{ ref('int_calendar__days') }} as days
    where sites.is_in_boundary
    group by sites.site_code, sites.area_m2, days.month
),

bills as (
    select * from {{ ref('int_bills__periods') }}
),

billed_days as (
    select
        bills.utility,
        bills.site_code,
        days.month,
        days.day
    from bills
    inner join {{ ref('int_calendar__days') }} as days
        on bills.period_from < days.day and bills.period_to >= days.day
    group by bills.utility, bills.site_code, bills.account_no, days.month, days.day
    having sum(bills.times) > 0
),

covered as (
    select
        utility,
        site_code,
        month,
        count(distinct day) as days_covered
    from billed_days
    group by utility, site_code, month
),

amounts as (
    select
        'electricity' as utility,
        site_code,
        month,
        kwh as quantity
    from {{ ref('fct_energy') }}
    union all
    select
        'water' as utility,
        site_code,
        month,
        m3 as quantity
    from {{ ref('fct_water') }}
    union all
    select
        'office_waste' as utility,
        waste.site_code,
        months.month,
        waste.kg as quantity
    from {{ ref('fct_waste') }} as waste
    inner join {{ ref('int_calendar__months') }} as months
        on waste.disposed_on between months.month and months.last_day
    where waste.waste_class = 'nonhazardous'
),

quantities as (
    select
        utility,
        site_code,
        month,
        cast(sum(quantity) as decimal(28, 10)) as quantity
    from amounts
    group by utility, site_code, month
),

site_months as (
    select
        in_scope.utility,
        leased.site_code,
        leased.month,
        leased.area_m2,
        leased.days_of_month,
        leased.days_leased,
        covered.days_covered,
        quantities.quantity,
        cast(quantities.quantity as double) / nullif(leased.days_leased, 0) as a_day,
        before.quantity as quantity_before,
        cast(before.quantity as double) / leased.days_of_month as a_day_before
    from in_scope
    cross join leased
    left join covered
        on
            in_scope.utility = covered.utility
            and leased.site_code = covered.site_code
            and leased.month = covered.month
    left join quantities
        on
            in_scope.utility = quantities.utility
            and leased.site_code = quantities.site_code
            and leased.month = quantities.month
    left join {{ source('history', 'site_months') }} as before
        on
            in_scope.utility = before.utility
            and leased.site_code = before.site_code
            and extract(month from leased.month) = extract(month from before.month)
),

usual as (
    select
        utility,
        site_code,
        median(a_day) as a_day
    from site_months
    where days_leased > 0
    group by utility, site_code
),

years as (
    select
        utility,
        site_code,
        sum(days_leased) as days_leased,
        count(quantity) as months,
        cast(sum(quantity) as decimal(28, 10)) as quantity,
        cast(sum(quantity) as double) / nullif(max(area_m2), 0) as a_m2,
        cast(sum(quantity_before) as decimal(28, 10)) as quantity_before
    from site_months
    group by utility, site_code
),

usual_of_all as (
    select
        utility,
        median(a_m2 / nullif(days_leased, 0)) as a_m2_and_day
    from years
    group by utility
),

before as (
    select
        sites.site_code,
        sites.area_m2,
        sites.lease_from,
        case when sites.in_boundary then 'inside' else 'outside' end as boundary
    from {{ source('history', 'sites') }} as sites
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
    where sites.lease_to is null or sites.lease_to >= reporting_year.starts_on
),

registered as (
    select
        coalesce(sites.site_code, before.site_code) as site_code,
        case
            when sites.area_m2 <> before.area_m2
                then concat_ws(' ', cast(before.area_m2 as string), 'to', cast(sites.area_m2 as string))
        end as area_change,
        case
            when sites.site_code is null then concat(before.boundary, ' to not registered')
            when before.boundary = 'inside' and not sites.is_in_boundary then 'inside to outside'
            when before.boundary = 'outside' and sites.is_in_boundary then 'outside to inside'
        end as boundary_change,
        case
            when sites.lease_from <> before.lease_from
                then concat_ws(' ', cast(before.lease_from as string), 'to', cast(sites.lease_from as string))
        end as lease_change
    from {{ ref('dim_site') }} as sites
    full join before on sites.site_code = before.site_code
),

totals as (
    select
        utility,
        count(distinct site_code) as sites,
        cast(sum(quantity) as decimal(28, 10)) as quantity
    from quantities
    group by utility
),

judged_months as (
    select
        'month' as level,
        site_months.utility,
        site_months.site_code,
        cast(site_months.month as string) as period,
        cast(site_months.days_leased as bigint) as days_leased,
        site_months.days_covered,
        site_months.quantity,
        cast(site_months.a_day as decimal(28, 4)) as a_day,
        cast(cast(site_months.quantity as double) / nullif(site_months.area_m2, 0) as decimal(28, 4)) as a_m2,
        cast(usual.a_day as decimal(28, 4)) as usual_a_day,
        cast(site_months.a_day / nullif(usual.a_day, 0) as decimal(28, 4)) as to_usual,
        site_months.quantity_before,
        cast(site_months.a_day / nullif(site_months.a_day_before, 0) as decimal(28, 4)) as to_before,
        case
            when site_months.days_leased > 0 and site_months.quantity is null then 'nothing in a leased month'
        end as missing
    from site_months
    left join usual on site_months.utility = usual.utility and site_months.site_code = usual.site_code
),

judged_years as (
    select
        'year' as level,
        years.utility,
        years.site_code,
        'year' as period,
        cast(years.days_leased as bigint) as days_leased,
        years.quantity,
        cast(cast(years.quantity as double) / nullif(years.days_leased, 0) as decimal(28, 4)) as a_day,
        cast(years.a_m2 as decimal(28, 4)) as a_m2,
        years.quantity_before,
        cast(
            years.a_m2 / nullif(years.days_leased, 0) / nullif(usual_of_all.a_m2_and_day, 0) as decimal(28, 4)
        ) as to_other_sites
    from years
    inner join usual_of_all on years.utility = usual_of_all.utility
),

judged_sites as (
    select
        'site' as level,
        'all' as utility,
        site_code,
        'year' as period,
        area_change,
        boundary_change,
        lease_change
    from registered
),

summaries as (
    select
        'summary' as level,
        utilities.utility,
        'all sites' as site_code,
        'year' as period,
        totals.quantity
    from utilities
    left join totals on utilities.utility = totals.utility
)

{{ stacked({
        'judged_months': [
            'level', 'utility', 'site_code', 'period', 'days_leased', 'days_covered', 'quantity',
            'a_day', 'a_m2', 'usual_a_day', 'to_usual', 'quantity_before', 'to_before', 'missing'
        ],
        'judged_years': [
            'level', 'utility', 'site_code', 'period', 'days_leased', 'quantity', 'a_day', 'a_m2',
            'quantity_before', 'to_other_sites'
        ],
        'judged_sites': [
            'level', 'utility', 'site_code', 'period', 'area_change', 'boundary_change', 'lease_change'
        ],
        'summaries': ['level', 'utility', 'site_code', 'period', 'quantity'],
    }, columns) }}
