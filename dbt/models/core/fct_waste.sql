select
    row_id,
    source_file,
    source_row,
    site_code,
    'hazardous' as waste_class,
    waste_code as waste_type,
    manifest_no as document_no,
    transferred_on as disposed_on,
    kg
from {{ ref('int_hazardous_waste__weighed') }}
union all
select
    row_id,
    source_file,
    source_row,
    site_code,
    'nonhazardous' as waste_class,
    category as waste_type,
    collection_no as document_no,
    month as disposed_on,
    kg
from {{ ref('int_office_waste__weighed') }}
