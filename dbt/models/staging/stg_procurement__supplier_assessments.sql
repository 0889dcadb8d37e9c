select
    row_id,
    source_file,
    source_row,
    assessment_no,
    supplier_code,
    assessment_type,
    inspection,
    cast(assessed_on as date) as assessed_on,
    conclusion,
    cast(esg_score as decimal(28, 10)) as esg_score
from {{ source('raw', 'procurement__supplier_assessments') }}
