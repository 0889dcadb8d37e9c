with sources as (
    select
        'ghg_scope1' as kpi_id,
        case when status = 'quantity' then 'numerator' else 'notation' end as role,
        case when status = 'quantity' then emissions_kg else 0 end as amount,
        source,
        row_id,
        source_file,
        source_row
    from {{ ref('fct_scope1') }}
)

{{ by_member('sources', ['source']) }}
union all
{{ contributions_to(
    ['ghg_scope2', 'ghg_scope2_intensity'], 'numerator', 'emissions_kg', ref('fct_energy'),
    where=in_scope('ghg_scope2')
) }}
union all
{{ contributions_to(
    ['ghg_scope2_intensity'], 'denominator', 1, ref('fct_employees_at_year_end'), where="as_of = 'closing'"
) }}
union all
{{ contributions_to(
    ['ghg_scope2_location'], 'numerator', 'regional_emissions_kg', ref('fct_energy'),
    where=in_scope('ghg_scope2_location')
) }}
union all
{{ contributions_to(
    ['ghg_scope2_market'], 'numerator', 'emissions_kg', ref('fct_energy'), where=in_scope('ghg_scope2_market')
) }}
union all
{{ contributions_to(
    ['ghg_scope2_market'], 'numerator', 'emissions_kg - grid_emissions_kg', ref('fct_energy_attributes'),
    where=in_scope('ghg_scope2_market')
) }}
