{# Which figures the checklist's rows belong to; those that measure something besides are always computed. #}
{%- set fuels = "source <> 'refrigerant'" -%}
{%- set groups = [
    ('ghg_scope1', 'total', "'total'", 'true', 0),
    ('ghg_scope1', 'source', 'source', 'true', 0),
] -%}
{%- for kpi_id in ['energy_mwh', 'energy_gj'] -%}
    {%- do groups.extend([
        (kpi_id, 'total', "'total'", fuels, 1),
        (kpi_id, 'energy_class', "'direct'", fuels, 0),
        (kpi_id, 'energy_type', 'source', fuels, 0),
    ]) -%}
{%- endfor -%}
with checklist as (
    select
        sources.source,
        sources.status,
        concat(sources.source, ' ', sources.status, ': ', sources.reason) as told
    from {{ ref('stg_company__scope1_sources') }} as sources
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
    where sources.year = reporting_year.reporting_year
),

members as (
    {%- for kpi_id, dimension, member, condition, is_measured_besides in groups %}
        select
            '{{ kpi_id }}' as kpi_id,
            '{{ dimension }}' as dimension,
            {{ member }} as member,
            {{ is_measured_besides }} as is_measured_besides,
            status,
            told
        from checklist
        where {{ condition }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

judged as (
    select
        kpi_id,
        dimension,
        member,
        case
            when max(is_measured_besides) = 1 then 'computed'
            when count(case when status = 'quantity' then 1 end) > 0 then 'computed'
            when count(case when status = 'not_estimated' then 1 end) > 0 then 'not_estimated'
            when count(case when status = 'included_elsewhere' then 1 end) > 0 then 'included_elsewhere'
            else 'not_occurring'
        end as status,
        string_agg(case when status <> 'quantity' then told end, '; ' order by told) as without_quantity,
        string_agg(case when status not in ('quantity', 'not_occurring') then told end, '; ' order by told)
            as left_out
    from members
    group by kpi_id, dimension, member
)

select
    kpi_id,
    dimension,
    member,
    status,
    case
        when status <> 'computed' then without_quantity
        when left_out is not null then concat('Not in the figure: ', left_out)
    end as reason
from judged
