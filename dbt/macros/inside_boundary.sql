{# Whether a left-joined row of the entity register lies inside the reporting boundary on a day.
   NULL when the register does not know the company: neither inside nor outside. #}
{% macro inside_boundary(entity, on_day) -%}
(
    {{ entity }}.in_boundary
    and ({{ entity }}.included_from is null or {{ on_day }} >= {{ entity }}.included_from)
    and ({{ entity }}.included_to is null or {{ on_day }} <= {{ entity }}.included_to)
)
{%- endmacro %}
