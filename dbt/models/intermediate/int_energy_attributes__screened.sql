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
    case
        when
            instruments.generated_from < reporting_year.starts_on
            or instruments.generated_to > reporting_year.ends_on
            then 'outside_reporting_year'
        when not sites.is_in_boundary then 'outside_boundary'
    end as exclusion_rule
from {{ ref('stg_facilities__energy_attributes') }} as instruments
cross join {{ source('registry', 'reporting_year') }} as reporting_year
left join {{ ref('stg_company__sites') }} as sites on instruments.site_code = sites.site_code
