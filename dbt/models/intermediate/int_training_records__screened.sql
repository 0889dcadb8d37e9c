with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
),

headcount as (
    select employee_key from {{ ref('int_employment__year_end_population') }}
    where as_of = 'closing'
)

select
    records.row_id,
    records.source_file,
    records.source_row,
    records.employee_key,
    records.course_name,
    records.course_category,
    records.delivery,
    records.started_at,
    records.duration_minutes,
    records.is_repeat,
    records.score,
    case
        when records.completion_status <> 'completed' then 'not_completed'
        when records.course_category <> 'career_development' then 'not_career_development'
        when
            cast(records.started_at as date) not between reporting_year.starts_on and reporting_year.ends_on
            then 'outside_reporting_year'
        when headcount.employee_key is null then 'not_in_year_end_headcount'
    end as exclusion_rule
from {{ ref('stg_hr__training_records') }} as records
cross join reporting_year
left join headcount on records.employee_key = headcount.employee_key
