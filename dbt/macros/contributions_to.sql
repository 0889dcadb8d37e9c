{# One contribution per row of a fact to the undivided figure of each KPI named. #}
{% macro contributions_to(kpi_ids, role, amount, fact, where=none) -%}
{%- for kpi_id in kpi_ids %}
select
    '{{ kpi_id }}' as kpi_id,
    'total' as dimension,
    'total' as member,
    '{{ role }}' as role,
    cast({{ amount }} as decimal(28, 10)) as amount,
    row_id,
    source_file,
    source_row
from {{ fact }}
{%- if where %}
where {{ where }}
{%- endif %}
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
{%- endmacro %}
