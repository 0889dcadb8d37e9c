{# One row per grid of the sites inside the boundary with the factor that a table of the registry chooses for it;
   a grid without a choice of its own takes the default. #}
{% macro chosen_factors(choices) -%}
with grids as (
    select distinct grid from {{ ref('stg_company__sites') }}
    where is_in_boundary
),

chosen as (
    select
        grids.grid,
        coalesce(own.factor_id, fallback.factor_id) as factor_id,
        own.factor_id is null as is_fallback
    from grids
    left join {{ choices }} as own on grids.grid = own.grid
    left join {{ choices }} as fallback on fallback.grid = 'default'
)

select
    chosen.grid,
    chosen.factor_id,
    chosen.is_fallback,
    factors.value as factor_value,
    factors.unit as factor_unit,
    factors.basis,
    factors.region,
    factors.data_year,
    factors.document as factor_document,
    factors.document_no,
    factors.issued,
    factors.evidence
from chosen
left join {{ ref('emission_factors') }} as factors on chosen.factor_id = factors.factor_id
{%- endmacro %}
