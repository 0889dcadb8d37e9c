with checklist as (
    select
        sources.*,
        sources.status = 'quantity' as has_quantity
    from {{ ref('stg_company__scope1_sources') }} as sources
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
    where sources.year = reporting_year.reporting_year
)

select
    row_id,
    source_file,
    source_row,
    source,
    status,
    cast(case when has_quantity then quantity_tco2e * 1000 end as decimal(28, 10)) as emissions_kg,
    cast(
        case when has_quantity and source <> 'refrigerant' then energy_mwh * 1000 end as decimal(28, 10)
    ) as kwh,
    reason,
    evidence,
    signed_by,
    signed_on
from checklist
