{# The months of a bill together are its part from the first to the last day of the reporting year. #}
with parts as (
    select
        row_id,
        period_from,
        period_to,
        borne_litres,
        sum(litres) as litres
    from {{ ref('int_water_bills__monthly') }}
    group by row_id, period_from, period_to, borne_litres
),

placed as (
    select
        parts.*,
        greatest({{ dbt.datediff('parts.period_from', 'reporting_year.starts_on', 'day') }} - 1, 0) as days_before,
        least(
            {{ dbt.datediff('parts.period_from', 'reporting_year.ends_on', 'day') }},
            {{ dbt.datediff('parts.period_from', 'parts.period_to', 'day') }}
        ) as days_upto,
        {{ dbt.datediff('parts.period_from', 'parts.period_to', 'day') }} as days_all
    from parts
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
)

select *
from placed
where litres <> {{ allocate('borne_litres', 'days_before', 'days_upto', 'days_all') }}
