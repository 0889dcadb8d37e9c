with codes as (
    select
        suppliers.*,
        reporting_year.starts_on,
        reporting_year.ends_on,
        row_number() over (
            partition by suppliers.registration_no
            order by suppliers.first_cooperation_on, suppliers.supplier_code, suppliers.row_id
        ) as place,
        count(suppliers.supplier_code) over (partition by suppliers.registration_no) as supplier_codes,
        max(
            case
                when
                    suppliers.cooperation_status = 'active'
                    and suppliers.first_cooperation_on <= reporting_year.ends_on
                    then 1
                else 0
            end
        ) over (partition by suppliers.registration_no) = 1 as is_active,
        min(suppliers.commitment_signed_on) over (partition by suppliers.registration_no) as first_signed_on
    from {{ ref('int_suppliers__screened') }} as suppliers
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
    where suppliers.exclusion_rule is null
)

select
    codes.row_id,
    codes.source_file,
    codes.source_row,
    codes.registration_no,
    codes.supplier_code,
    codes.supplier_codes,
    codes.country_region,
    codes.first_cooperation_on,
    codes.first_cooperation_on between codes.starts_on and codes.ends_on as is_new,
    codes.is_active,
    codes.first_signed_on as commitment_signed_on,
    coalesce(codes.first_signed_on <= codes.ends_on, false) as has_signed
from codes
where codes.place = 1
