with bills as (
    select
        row_id,
        source_file,
        source_row,
        site_code,
        account_no,
        bill_no,
        bill_type,
        reading_type,
        is_estimated,
        period_from,
        period_to,
        {{ borne_in_thousandths('billed_kwh', 'allocation_share') }} as borne_milli_kwh
    from {{ ref('int_electricity_bills__screened') }}
    where exclusion_rule is null
)

{{ parts_by_month('bills', 'borne_milli_kwh', 'milli_kwh') }}
