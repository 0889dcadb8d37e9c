{%- set kinds = ['company_cars', 'generator_fuel', 'leased_cars', 'natural_gas', 'refrigerant'] -%}
with expected as (
    {%- for kind in kinds %}
        select '{{ kind }}' as source
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

in_use as (
    select
        reporting_year.reporting_year,
        reporting_year.ends_on
    from {{ source('registry', 'reporting_year') }} as reporting_year
    where {{ in_scope('ghg_scope1') }}
),

listed as (
    select
        expected.source,
        in_use.ends_on,
        sources.status,
        sources.reason,
        sources.signed_on,
        sources.row_id
    from expected
    cross join in_use
    left join {{ ref('stg_company__scope1_sources') }} as sources
        on expected.source = sources.source and in_use.reporting_year = sources.year
)

select
    'source' as level,
    source as subject,
    case when row_id is null then 'missing' else 'listed' end as standing,
    case when status = 'not_estimated' then concat(source, ': ', reason) end as not_estimated,
    case when signed_on <= ends_on then cast(signed_on as string) end as signed_early,
    cast(null as bigint) as sources_checked
from listed
union all
select
    'summary' as level,
    'all sources' as subject,
    'listed' as standing,
    null as not_estimated,
    null as signed_early,
    count(row_id) as sources_checked
from listed
