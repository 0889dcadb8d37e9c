with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
),

dated as (
    select
        injuries.*,
        injuries.certified_on is not null
        and injuries.certified_on between reporting_year.starts_on and reporting_year.ends_on
            as is_certified_in_year,
        injuries.is_fatal
        and injuries.died_on is not null
        and injuries.died_on between reporting_year.starts_on and reporting_year.ends_on
            as is_fatality_of_year
    from {{ ref('stg_hr__injuries') }} as injuries
    cross join reporting_year
)

select
    dated.row_id,
    dated.source_file,
    dated.source_row,
    dated.employee_key,
    dated.accident_on,
    dated.certified_on,
    dated.died_on,
    dated.lost_days,
    dated.is_certified_in_year,
    dated.is_fatality_of_year,
    case
        when not people.is_employee then 'not_an_employee'
        when not dated.is_certified_in_year and not dated.is_fatality_of_year and dated.certified_on is null
            then 'not_certified'
        when not dated.is_certified_in_year and not dated.is_fatality_of_year then 'outside_reporting_year'
    end as exclusion_rule
from dated
left join {{ ref('int_people__known') }} as people on dated.employee_key = people.employee_key
