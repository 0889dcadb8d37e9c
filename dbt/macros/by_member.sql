{# Repeats each row for every breakdown of a KPI and keeps the members that the registry lists.
   `rows` has row_id, source_file, source_row and one column per dimension, and brings its own kpi_id, role and
   amount unless they are given. A row with no value in a dimension has no member there. #}
{% macro by_member(rows, dimensions, kpi_id=none, role=none, amount=none) -%}
select
    kpi_members.kpi_id,
    kpi_members.dimension,
    kpi_members.member,
    {{ "'" ~ role ~ "'" if role else rows ~ '.role' }} as role,
    cast({{ amount or rows ~ '.amount' }} as decimal(28, 10)) as amount,
    {{ rows }}.row_id,
    {{ rows }}.source_file,
    {{ rows }}.source_row
from {{ rows }}
inner join {{ source('registry', 'kpi_members') }} as kpi_members
    on kpi_members.kpi_id = {{ "'" ~ kpi_id ~ "'" if kpi_id else rows ~ '.kpi_id' }}
    and case kpi_members.dimension
        when 'total' then 'total'
        {%- for dimension in dimensions %}
        when '{{ dimension }}' then {{ rows }}.{{ dimension }}
        {%- endfor %}
    end = kpi_members.member
{%- endmacro %}
