select
    lawsuits.row_id,
    lawsuits.source_file,
    lawsuits.source_row,
    lawsuits.case_no,
    lawsuits.cause,
    lawsuits.party,
    lawsuits.filed_on,
    lawsuits.concluded_on,
    lawsuits.loss,
    lawsuits.currency,
    case
        when lawsuits.cause in ('contract', 'labour') then 'not_a_conduct_case'
        when lawsuits.party not in ('company', 'employee') then 'third_party_case'
        when lawsuits.concluded_on is null then 'not_concluded'
        when lawsuits.concluded_on not between reporting_year.starts_on and reporting_year.ends_on
            then 'outside_reporting_year'
    end as exclusion_rule
from {{ ref('stg_compliance__lawsuits') }} as lawsuits
cross join {{ source('registry', 'reporting_year') }} as reporting_year
