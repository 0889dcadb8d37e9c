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
            partition by training.employee_key
            order by training.started_at, training.row_id
        ) as nth_of_employee
    from {{ ref('fct_training') }} as training
),

first_sessions as (
    select *
    from sessions
    where nth_of_employee = 1
)

{{ by_member('first_sessions', dimensions, 'training_share', 'numerator', 1) }}
union all
{{ by_member('employees', dimensions, 'training_share', 'denominator', 1) }}
union all
{{ by_member('sessions', dimensions, 'training_hours', 'numerator', 'sessions.duration_minutes') }}
union all
{{ by_member('employees', dimensions, 'training_hours', 'denominator', 1) }}
