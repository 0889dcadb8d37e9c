select
    suppliers.row_id,
    suppliers.source_file,
    suppliers.source_row,
    suppliers.registration_no,
    suppliers.supplier_code,
    suppliers.supplier_codes,
    suppliers.country_region,
    locations.region,
    suppliers.first_cooperation_on,
    suppliers.is_new
from {{ ref('int_suppliers__merged') }} as suppliers
left join {{ ref('dim_location') }} as locations on suppliers.country_region = locations.location
