{# Bills whose months together are not the part from the first to the last day of the reporting year. #}
{% macro parts_that_miss_the_year(parts, whole, part) -%}
with summed as (
    select
        row_id,
        period_from,
        period_to,
        {{ whole }} as whole_amount,
        sum({{ part }}) as parts_amount
    from {{ parts }}
    group by row_id, period_from, period_to, {{ whole }}
),

placed as (
    select
        summed.*,
        greatest(
            {{ dbt.datediff('summed.period_from', 'reporting_year.starts_on', 'day') }} - 1, 0
        ) as days_before,
        least(
            {{ dbt.datediff('summed.period_from', 'reporting_year.ends_on', 'day') }},
            {{ dbt.datediff('summed.period_from', 'summed.period_to', 'day') }}
        ) as days_upto,
        {{ dbt.datediff('summed.period_from', 'summed.period_to', 'day') }} as days_all
    from summed
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
)

select row_id
from placed
where parts_amount <> {{ allocate('whole_amount', 'days_before', 'days_upto', 'days_all') }}
{%- endmacro %}
