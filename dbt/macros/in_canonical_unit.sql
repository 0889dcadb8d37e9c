{# A raw quantity times the factor of its unit; `units` is the joined seed. An unknown unit gives null, not 1. #}
{% macro in_canonical_unit(quantity) -%}
cast(cast({{ quantity }} as decimal(28, 10)) * units.factor as decimal(28, 10))
{%- endmacro %}
