{# A figure that no line of the registry asks for would be computed and never seen. #}
{{ config(meta={'dagster': {'ref': {'name': 'mart_headcount'}}}) }}
with computed as (
    {%- for topic in topics() %}
        select
            kpi_id,
            dimension,
            member
        from {{ ref('mart_' ~ topic) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select
    computed.kpi_id,
    computed.dimension,
    computed.member
from computed
left join {{ source('registry', 'kpi_members') }} as members
    on
        computed.kpi_id = members.kpi_id
        and computed.dimension = members.dimension
        and computed.member = members.member
where members.kpi_id is null
