{# Joins rows that measure a period to the calendar months of the reporting year and gives each month its part
   of `amount`, an integer. Consumption begins on the day after `period_from` and ends with `period_to`.
   `rows` names a relation with both dates and the amount; the parts stand in `part`, their days in `days`. #}
{% macro parts_by_month(rows, amount, part) -%}
select
    placed.*,
    placed.days_upto - placed.days_before as days,
    {{ allocate('placed.' ~ amount, 'placed.days_before', 'placed.days_upto', 'placed.days_all') }} as {{ part }}
from (
    select
        {{ rows }}.*,
        months.month,
        greatest(
            {{ dbt.datediff(rows ~ '.period_from', 'months.first_day', 'day') }} - 1, 0
        ) as days_before,
        least(
            {{ dbt.datediff(rows ~ '.period_from', 'months.last_day', 'day') }},
            {{ dbt.datediff(rows ~ '.period_from', rows ~ '.period_to', 'day') }}
        ) as days_upto,
        {{ dbt.datediff(rows ~ '.period_from', rows ~ '.period_to', 'day') }} as days_all
    from {{ rows }}
    inner join {{ ref('int_calendar__months') }} as months
        on {{ rows }}.period_from < months.last_day and {{ rows }}.period_to >= months.first_day
) as placed
{%- endmacro %}
