{# Where scope 2 is in scope, a grid without a factor stops the year: a sum would leave its emissions out. #}
{{ config(meta={'dagster': {'ref': {'name': 'fct_energy'}}}) }}
select
    sites.grid,
    energy.row_id
from {{ ref('fct_energy') }} as energy
left join {{ ref('dim_site') }} as sites on energy.site_code = sites.site_code
where
    energy.emissions_kg is null
    and exists (
        select 1 from {{ source('registry', 'kpi_members') }} as kpi_members
        where kpi_members.kpi_id = 'ghg_scope2' and kpi_members.in_scope
    )
