select
    sources.row_id,
    sources.source_file,
    sources.source_row,
    sources.source,
    sources.status,
    cast(case when sources.status = 'quantity' then sources.quantity_tco2e * 1000 end as decimal(28, 10)) as emissions_kg,
    cast(
        case when sources.status = 'quantity' and sources.source <> 'refrigerant' then sources.energy_mwh * 1000 end
        as decimal(28, 10)
    ) as kwh,
    sources.reason,
    sources.evidence,
    sources.signed_by,
    sources.signed_on
from {{ ref('stg_company__scope1_sources') }} as sources
cross join {{ source('registry', 'reporting_year') }} as reporting_year
where sources.year = reporting_year.reporting_year
