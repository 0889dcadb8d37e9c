{%- set dimensions = ['gender', 'employee_category', 'age_band', 'region'] -%}

with employees as (
    select *
    from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'closing'
),

sessions as (
    select
        training.*,
        row_number() over (
            partition by training.course_category, training.employee_key
            order by training.started_at, training.row_id
        ) as nth_of_employee,
        row_number() over (
            partition by training.course_category, training.delivery, training.employee_key
            order by training.started_at, training.row_id
        ) as nth_so_delivered,
        row_number() over (
            partition by training.course_category, training.course_name
            order by training.started_at, training.row_id
        ) as nth_of_course,
        row_number() over (
            partition by training.course_category, training.delivery, training.course_name
            order by training.started_at, training.row_id
        ) as nth_of_course_so_delivered
    from {{ ref('fct_training') }} as training
),

career as (
    select *
    from sessions
    where course_category = 'career_development'
),

first_sessions as (
    select *
    from career
    where nth_of_employee = 1
),

first_classroom_sessions as (
    select *
    from career
    where delivery = 'classroom' and nth_so_delivered = 1
)

{{ by_member('first_sessions', dimensions, 'training_share', 'numerator', 1) }}
union all
{{ by_member('employees', dimensions, 'training_share', 'denominator', 1) }}
union all
{{ by_member('first_sessions', dimensions, 'trained_employees', 'numerator', 1) }}
union all
{{ by_member('career', dimensions, 'training_hours', 'numerator', 'career.duration_minutes') }}
union all
{{ by_member('employees', dimensions, 'training_hours', 'denominator', 1) }}
union all
{{ by_member('first_classroom_sessions', dimensions, 'classroom_programme_coverage', 'numerator', 1) }}
union all
{{ by_member('employees', dimensions, 'classroom_programme_coverage', 'denominator', 1) }}
union all
{{ contributions_to(['career_courses'], 'numerator', 1, 'career', where='nth_of_course = 1') }}
union all
{{ contributions_to(['course_rating'], 'numerator', 'score', 'career', where='score is not null') }}
union all
{{ contributions_to(['course_rating'], 'denominator', 1, 'career', where='score is not null') }}
union all
{{ contributions_to(['course_rating'], 'scale', 10, 'career', where='score is not null') }}
union all
{{ contributions_to(
    ['anti_corruption_courses'], 'numerator', 1, 'sessions',
    where="course_category = 'anti_corruption' and nth_of_course = 1"
) }}
union all
{{ contributions_to(
    ['information_security_courses'], 'numerator', 1, 'sessions',
    where="course_category = 'information_security' and delivery = 'online' and nth_of_course_so_delivered = 1"
) }}
union all
{{ contributions_to(
    ['certified_employees'], 'numerator', 1, 'sessions',
    where="course_category = 'certification' and nth_of_employee = 1"
) }}
union all
{{ contributions_to(
    ['anti_corruption_coverage'], 'numerator', 1, 'sessions',
    where="course_category = 'anti_corruption' and nth_of_employee = 1"
) }}
union all
{{ contributions_to(['anti_corruption_coverage'], 'denominator', 1, 'employees') }}
union all
{{ contributions_to(
    ['safety_participation'], 'numerator', 1, 'sessions',
    where="course_category = 'safety' and nth_of_employee = 1"
) }}
union all
{{ contributions_to(['safety_participation'], 'denominator', 1, 'employees') }}
