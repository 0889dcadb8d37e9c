{# Fails for every value that a register does not list. A company without that register is not held to it. #}
{% test listed_in(model, column_name, to, field) %}
with checked as (
    select {{ column_name }} as listed from {{ model }}
)

select checked.listed
from checked
left join {{ to }} as register on checked.listed = register.{{ field }}
where
    checked.listed is not null
    and register.{{ field }} is null
    and exists (select 1 from {{ to }})
{% endtest %}
