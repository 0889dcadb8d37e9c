{# Who is an employee of the report: full and part time. Interns, agency staff and rehired retirees are not. #}
{% macro is_employee(employment_type) -%}
{{ employment_type }} in ('full_time', 'part_time')
{%- endmacro %}
