with parts as (
    {%- for role, amount in [('numerator', 'value'), ('denominator', 'base'), ('scale', 'full_score')] %}
        select
            indicator,
            dimension,
            member,
            '{{ role }}' as role,
            {{ amount }} as amount,
            row_id,
            source_file,
            source_row
        from {{ ref('fct_indicators') }}
        where {{ amount }} is not null
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select
    kpi_members.kpi_id,
    kpi_members.dimension,
    kpi_members.member,
    parts.role,
    parts.amount,
    parts.row_id,
    parts.source_file,
    parts.source_row
from parts
inner join {{ source('registry', 'kpi_members') }} as kpi_members
    on
        parts.indicator = kpi_members.kpi_id
        and parts.dimension = kpi_members.dimension
        and parts.member = kpi_members.member
where kpi_members.is_kept_by_hand
