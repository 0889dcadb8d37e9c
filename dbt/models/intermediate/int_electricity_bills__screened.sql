with bills as (
    select
        *,
        max(case when reading_type = 'total' then 1 else 0 end)
            over (partition by account_no, bill_no, bill_type)
        = 1 as has_total
    from {{ ref('stg_facilities__electricity_bills') }}
)

select
    bills.row_id,
    bills.source_file,
    bills.source_row,
    bills.site_code,
    bills.account_no,
    bills.bill_no,
    bills.bill_type,
    bills.original_bill_no,
    bills.reading_type,
    bills.is_estimated,
    bills.period_from,
    bills.period_to,
    bills.billed_kwh,
    bills.allocation_share,
    case
        when bills.period_to < reporting_year.starts_on or bills.period_from >= reporting_year.ends_on
            then 'outside_reporting_year'
        when not sites.is_in_boundary then 'outside_boundary'
        when bills.has_total and bills.reading_type <> 'total' then 'register_of_a_total'
    end as exclusion_rule
from bills
cross join {{ source('registry', 'reporting_year') }} as reporting_year
left join {{ ref('stg_company__sites') }} as sites on bills.site_code = sites.site_code
