{# What is divided among the facilities is the amount that is printed, times the days of the year. #}
{{ config(meta={'dagster': {'ref': {'name': 'mart_facilities'}}}) }}
with days as (
    select cast({{ dbt.datediff('starts_on', 'ends_on', 'day') }} + 1 as decimal(4, 0)) as days_of_year  -- noqa: LT05
    from {{ source('registry', 'reporting_year') }}
),

amounts as (
    select
        kpi_id,
        numerator
    from {{ ref('mart_energy') }}
    where kpi_id = 'electricity'
    union all
    select
        kpi_id,
        numerator
    from {{ ref('mart_ghg') }}
    where kpi_id = 'ghg_scope2'
    union all
    select
        kpi_id,
        numerator
    from {{ ref('mart_water') }}
    where kpi_id = 'water'
    union all
    select
        kpi_id,
        numerator
    from {{ ref('mart_waste') }}
    where kpi_id in ('hazardous_waste', 'nonhazardous_waste')
)

select
    amounts.kpi_id,
    amounts.numerator,
    densities.numerator as of_the_density
from amounts
cross join days
left join {{ ref('mart_facilities') }} as densities
    on concat(amounts.kpi_id, '_per_facility') = densities.kpi_id
where densities.numerator is distinct from amounts.numerator * days.days_of_year
