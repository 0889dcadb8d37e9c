{# Rows of staged models that name what a register does not list. A company without that register is not held to it. #}
{% macro not_listed(models, column, register, field) -%}
with named as (
    {%- for model in models %}
    select
        '{{ model }}' as model,
        row_id,
        {{ column }} as named
    from {{ ref(model) }}
    where {{ column }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    named.model,
    named.row_id,
    named.named
from named
left join {{ ref(register) }} as register on named.named = register.{{ field }}
where
    register.{{ field }} is null
    and exists (select 1 from {{ ref(register) }})
{%- endmacro %}
