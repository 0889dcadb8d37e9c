{# Where certificates and discharge meters are handed in: what they cover beside what was billed, by site. #}
with certified as (
    select
        site_code,
        sum(kwh) as kwh
    from {{ ref('fct_energy_attributes') }}
    group by site_code
),

used as (
    select
        site_code,
        sum(kwh) as kwh
    from {{ ref('fct_energy') }}
    group by site_code
),

discharged as (
    select
        site_code,
        sum(m3) as m3
    from {{ ref('fct_water_discharge') }}
    group by site_code
),

withdrawn as (
    select
        site_code,
        sum(m3) as m3
    from {{ ref('fct_water') }}
    group by site_code
)

select
    'certificates' as utility,
    certified.site_code as subject,
    cast(certified.kwh as decimal(28, 10)) as covered,
    cast(coalesce(used.kwh, 0) as decimal(28, 10)) as available,
    cast(certified.kwh - coalesce(used.kwh, 0) as decimal(28, 10)) as excess,
    cast(null as bigint) as sites_checked
from certified
left join used on certified.site_code = used.site_code
union all
select
    'discharge' as utility,
    discharged.site_code as subject,
    cast(discharged.m3 as decimal(28, 10)) as covered,
    cast(coalesce(withdrawn.m3, 0) as decimal(28, 10)) as available,
    cast(discharged.m3 - coalesce(withdrawn.m3, 0) as decimal(28, 10)) as excess,
    cast(null as bigint) as sites_checked
from discharged
left join withdrawn on discharged.site_code = withdrawn.site_code
union all
select
    'summary' as utility,
    'all sites' as subject,
    null as covered,
    null as available,
    null as excess,
    (select count(site_code) from certified) + (select count(site_code) from discharged) as sites_checked
