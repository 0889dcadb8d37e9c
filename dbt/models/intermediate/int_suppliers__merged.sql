with codes as (
    select
        *,
        row_number() over (
            partition by registration_no order by first_cooperation_on, supplier_code, row_id
        ) as place,
        count(supplier_code) over (partition by registration_no) as supplier_codes
    from {{ ref('int_suppliers__screened') }}
    where exclusion_rule is null
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
    codes.first_cooperation_on between reporting_year.starts_on and reporting_year.ends_on as is_new
from codes
cross join {{ source('registry', 'reporting_year') }} as reporting_year
where codes.place = 1
