{# Where scope 2 is in scope, a grid without a factor stops the year: a sum would leave its emissions out. #}
{{ config(meta={'dagster': {'ref': {'name': 'fct_energy'}}}) }}
select
    sites.grid,
    energy.row_id
from {{ ref('fct_energy') }} as energy
left join {{ ref('dim_site') }} as sites on energy.site_code = sites.site_code
inner join {{ source('registry', 'kpi_members') }} as kpi_members
    on
        kpi_members.in_scope
        and (
            (kpi_members.kpi_id = 'ghg_scope2' and energy.emissions_kg is null)
            or (kpi_members.kpi_id = 'ghg_scope2_location' and energy.regional_emissions_kg is null)
        )
