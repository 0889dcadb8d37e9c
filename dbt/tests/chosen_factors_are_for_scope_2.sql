{# A life-cycle footprint counts emissions upstream of the power station, which are not scope 2. #}
{{ config(meta={'dagster': {'ref': {'name': 'dim_emission_factor'}}}) }}
select
    grid,
    factor_id,
    basis
from {{ ref('dim_emission_factor') }}
where basis like '%not_for_scope_2%'
union all
select
    grid,
    factor_id,
    basis
from {{ ref('dim_regional_factor') }}
where basis like '%not_for_scope_2%'
