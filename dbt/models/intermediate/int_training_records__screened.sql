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
        when
            cast(records.started_at as date) not between reporting_year.starts_on and reporting_year.ends_on
            then 'outside_reporting_year'
        when records.course_category = 'compliance' then 'in_no_training_figure'
        when records.course_category = 'volunteering'
            then case when not people.is_employee then 'not_an_employee' end
        when headcount.employee_key is null then 'not_in_year_end_headcount'
    end as exclusion_rule
from {{ ref('stg_hr__training_records') }} as records
cross join reporting_year
left join headcount on records.employee_key = headcount.employee_key
left join {{ ref('int_people__known') }} as people on records.employee_key = people.employee_key
