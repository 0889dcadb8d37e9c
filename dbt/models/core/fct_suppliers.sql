with screened as (
    select distinct registration_no from {{ ref('fct_supplier_assessments') }}
    where esg_score is not null
)

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
    suppliers.is_new,
    suppliers.is_active,
    suppliers.commitment_signed_on,
    suppliers.has_signed,
    screened.registration_no is not null as is_screened
from {{ ref('int_suppliers__merged') }} as suppliers
left join {{ ref('dim_location') }} as locations on suppliers.country_region = locations.location
left join screened on suppliers.registration_no = screened.registration_no
