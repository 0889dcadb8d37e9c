select
    row_id,
    source_file,
    source_row,
    termination_no,
    supplier_code,
    registration_no,
    terminated_on,
    row_number() over (
        partition by registration_no order by terminated_on, termination_no, row_id
    ) = 1 as is_first_of_year
from {{ ref('int_supplier_terminations__screened') }}
where exclusion_rule is null
