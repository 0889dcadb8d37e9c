{# A flag of the raw layer (yes, no or missing) as a boolean. #}
{% macro flag(column) -%}
case {{ column }} when 'yes' then true when 'no' then false end
{%- endmacro %}
