{# CTEs one under another, where each fills columns of its own: those that it names, and null for the others.
   `parts` maps each CTE to the columns that it has, `columns` says all of them in order. #}
{% macro stacked(parts, columns) -%}
{%- for part, filled in parts.items() %}
select
    {%- for column in columns %}
    {{ column if column in filled else 'null as ' ~ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ part }}
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
{%- endmacro %}
