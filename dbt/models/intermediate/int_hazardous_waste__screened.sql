select
    waste.row_id,
    waste.source_file,
    waste.source_row,
    waste.site_code,
    waste.manifest_no,
    waste.waste_name,
    waste.waste_code,
    waste.unit,
    waste.transferred_quantity,
    waste.received_quantity,
    waste.transferred_on,
    waste.treatment,
    case
        when waste.transferred_on not between reporting_year.starts_on and reporting_year.ends_on
            then 'outside_reporting_year'
        when not sites.is_in_boundary then 'outside_boundary'
    end as exclusion_rule
from {{ ref('stg_facilities__hazardous_waste') }} as waste
cross join {{ source('registry', 'reporting_year') }} as reporting_year
left join {{ ref('stg_company__sites') }} as sites on waste.site_code = sites.site_code
