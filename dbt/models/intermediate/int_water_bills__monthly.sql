with bills as (
    select
        row_id,
        source_file,
        source_row,
        site_code,
        account_no,
        bill_no,
        reading_state,
        period_from,
        period_to,
        {{ borne_in_thousandths('billed_m3', 'allocation_share') }} as borne_litres
    from {{ ref('int_water_bills__screened') }}
    where exclusion_rule is null
)

{{ parts_by_month('bills', 'borne_litres', 'litres') }}
