select
    ratings.row_id,
    ratings.source_file,
    ratings.source_row,
    ratings.rated_on,
    ratings.score,
    ratings.full_score,
    case
        when ratings.rated_on not between reporting_year.starts_on and reporting_year.ends_on
            then 'outside_reporting_year'
    end as exclusion_rule
from {{ ref('stg_customers__satisfaction') }} as ratings
cross join {{ source('registry', 'reporting_year') }} as reporting_year
