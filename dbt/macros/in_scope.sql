{# Whether the company hands in what a KPI needs. Amounts that are null without it (emissions without a factor) are left
   out then; where the KPI is in scope, a row with no amount stays and fails the test of `amount`. #}
{% macro in_scope(kpi_id) -%}
exists (
    select 1 from {{ source('registry', 'kpi_members') }} as kpi_members
    where kpi_members.kpi_id = '{{ kpi_id }}' and kpi_members.in_scope
)
{%- endmacro %}
