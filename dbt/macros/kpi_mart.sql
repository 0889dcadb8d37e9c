{# A topic's mart: nothing but its contributions, grouped. One row per KPI and breakdown member.
   A ratio keeps its numerator and denominator and is divided at presentation only. #}
{% macro kpi_mart(contributions) -%}
select
    kpi_id,
    dimension,
    member,
    cast(sum(amount) filter (where role = 'numerator') as decimal(28, 10)) as numerator,
    cast(sum(amount) filter (where role = 'denominator') as decimal(28, 10)) as denominator,
    cast(max(amount) filter (where role = 'scale') as decimal(28, 10)) as scale,
    count(row_id) as row_count
from {{ contributions }}
group by kpi_id, dimension, member
{%- endmacro %}
