select
    instruments.row_id,
    instruments.source_file,
    instruments.source_row,
    instruments.instrument_no,
    instruments.instrument_type,
    instruments.site_code,
    instruments.generated_from,
    instruments.generated_to,
    instruments.kwh,
    instruments.factor_value,
    instruments.evidence,
    factors.factor_id as grid_factor_id,
    factors.factor_value as grid_factor_value,
    cast(instruments.kwh * instruments.factor_value as decimal(28, 10)) as emissions_kg,
    cast(instruments.kwh * factors.factor_value as decimal(28, 10)) as grid_emissions_kg
from {{ ref('int_energy_attributes__screened') }} as instruments
left join {{ ref('dim_site') }} as sites on instruments.site_code = sites.site_code
left join {{ ref('dim_emission_factor') }} as factors on sites.grid = factors.grid
where instruments.exclusion_rule is null
