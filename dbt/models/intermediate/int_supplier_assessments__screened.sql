select
    assessments.row_id,
    assessments.source_file,
    assessments.source_row,
    assessments.assessment_no,
    assessments.supplier_code,
    assessments.assessed_on,
    assessments.conclusion,
    assessments.esg_score,
    suppliers.registration_no,
    case
        when assessments.assessment_type <> 'admission' then 'not_an_admission'
        when assessments.assessed_on not between reporting_year.starts_on and reporting_year.ends_on
            then 'outside_reporting_year'
    end as exclusion_rule
from {{ ref('stg_procurement__supplier_assessments') }} as assessments
cross join {{ source('registry', 'reporting_year') }} as reporting_year
left join {{ ref('stg_procurement__suppliers') }} as suppliers
    on assessments.supplier_code = suppliers.supplier_code
