{# Repeats each row for every breakdown of its KPI and keeps the members that the registry lists.
   `rows` has kpi_id, role, amount, row_id, source_file, source_row and one column per dimension;
   a row with no value in a dimension has no member there. #}
{% macro by_member(rows, dimensions) -%}
select
    kpi_members.kpi_id,
    kpi_members.dimension,
    kpi_members.member,
    {{ rows }}.role,
    cast({{ rows }}.amount as decimal(28, 10)) as amount,
    {{ rows }}.row_id,
    {{ rows }}.source_file,
    {{ rows }}.source_row
from {{ rows }}
inner join {{ source('registry', 'kpi_members') }} as kpi_members
    on {{ rows }}.kpi_id = kpi_members.kpi_id
    and case kpi_members.dimension
        when 'total' then 'total'
        {%- for dimension in dimensions %}
        when '{{ dimension }}' then {{ rows }}.{{ dimension }}
        {%- endfor %}
    end = kpi_members.member
{%- endmacro %}
