select
    waste.row_id,
    waste.source_file,
    waste.source_row,
    waste.site_code,
    waste.collection_no,
    waste.month,
    waste.category,
    waste.bins,
    waste.bin_litres,
    waste.fill_rate,
    waste.density_kg_per_litre,
    waste.weight_kg,
    case
        when waste.month not between reporting_year.starts_on and reporting_year.ends_on
            then 'outside_reporting_year'
        when not sites.is_in_boundary then 'outside_boundary'
    end as exclusion_rule
from {{ ref('stg_facilities__office_waste') }} as waste
cross join {{ source('registry', 'reporting_year') }} as reporting_year
left join {{ ref('stg_company__sites') }} as sites on waste.site_code = sites.site_code
