select
    bills.row_id,
    bills.source_file,
    bills.source_row,
    bills.site_code,
    bills.account_no,
    bills.bill_no,
    bills.reading_state,
    bills.period_from,
    bills.period_to,
    bills.billed_m3,
    bills.allocation_share,
    case
        when bills.period_to < reporting_year.starts_on or bills.period_from >= reporting_year.ends_on
            then 'outside_reporting_year'
        when not sites.is_in_boundary then 'outside_boundary'
        when bills.water_source <> 'municipal' then 'not_municipal_supply'
    end as exclusion_rule
from {{ ref('stg_facilities__water_bills') }} as bills
cross join {{ source('registry', 'reporting_year') }} as reporting_year
left join {{ ref('stg_company__sites') }} as sites on bills.site_code = sites.site_code
