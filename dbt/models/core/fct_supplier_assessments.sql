select
    row_id,
    source_file,
    source_row,
    assessment_no,
    supplier_code,
    registration_no,
    assessed_on,
    conclusion,
    esg_score,
    row_number() over (
        partition by registration_no order by assessed_on, assessment_no, row_id
    ) = 1 as is_first_of_year
from {{ ref('int_supplier_assessments__screened') }}
where exclusion_rule is null
