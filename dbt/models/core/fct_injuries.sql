select
    row_id,
    source_file,
    source_row,
    employee_key,
    accident_on,
    certified_on,
    died_on,
    lost_days,
    is_certified_in_year,
    is_fatality_of_year
from {{ ref('int_injuries__screened') }}
where exclusion_rule is null
