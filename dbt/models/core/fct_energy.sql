with parts as (
    select
        *,
        cast(milli_kwh * cast(0.001 as decimal(4, 3)) as decimal(28, 10)) as kwh
    from {{ ref('int_electricity_bills__monthly') }}
)

select
    concat(parts.row_id, '|', cast(parts.month as string)) as energy_id,
    parts.row_id,
    parts.source_file,
    parts.source_row,
    parts.site_code,
    parts.account_no,
    parts.bill_no,
    parts.bill_type,
    parts.is_estimated,
    parts.month,
    cast(parts.days as int) as days,
    parts.kwh,
    factors.factor_id,
    factors.factor_value,
    factors.factor_unit,
    factors.factor_document,
    cast(parts.kwh * factors.factor_value as decimal(28, 10)) as emissions_kg,
    regional.factor_id as regional_factor_id,
    regional.factor_value as regional_factor_value,
    regional.factor_unit as regional_factor_unit,
    regional.factor_document as regional_factor_document,
    cast(parts.kwh * regional.factor_value as decimal(28, 10)) as regional_emissions_kg
from parts
left join {{ ref('dim_site') }} as sites on parts.site_code = sites.site_code
left join {{ ref('dim_emission_factor') }} as factors on sites.grid = factors.grid
left join {{ ref('dim_regional_factor') }} as regional on sites.grid = regional.grid
