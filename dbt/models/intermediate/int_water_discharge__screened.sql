select
    readings.row_id,
    readings.source_file,
    readings.source_row,
    readings.site_code,
    readings.meter_no,
    readings.month,
    readings.m3,
    readings.destination,
    case
        when readings.month not between reporting_year.starts_on and reporting_year.ends_on
            then 'outside_reporting_year'
        when not sites.is_in_boundary then 'outside_boundary'
    end as exclusion_rule
from {{ ref('stg_facilities__water_discharge') }} as readings
cross join {{ source('registry', 'reporting_year') }} as reporting_year
left join {{ ref('stg_company__sites') }} as sites on readings.site_code = sites.site_code
