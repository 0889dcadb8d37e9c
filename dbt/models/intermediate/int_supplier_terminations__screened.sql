select
    terminations.row_id,
    terminations.source_file,
    terminations.source_row,
    terminations.termination_no,
    terminations.supplier_code,
    terminations.terminated_on,
    suppliers.registration_no,
    case
        when terminations.reason <> 'irregularity' then 'not_irregular_conduct'
        when terminations.terminated_on not between reporting_year.starts_on and reporting_year.ends_on
            then 'outside_reporting_year'
    end as exclusion_rule
from {{ ref('stg_procurement__supplier_terminations') }} as terminations
cross join {{ source('registry', 'reporting_year') }} as reporting_year
left join {{ ref('stg_procurement__suppliers') }} as suppliers
    on terminations.supplier_code = suppliers.supplier_code
