with employees as (
    select
        row_id,
        source_file,
        source_row,
        gender,
        employee_category,
        age_band,
        region
    from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'closing'
),

sessions as (
    select
        row_id,
        source_file,
        source_row,
        duration_minutes,
        gender,
        employee_category,
        age_band,
        region,
        row_number() over (partition by employee_key order by started_at, row_id) as nth_of_employee
    from {{ ref('fct_training') }}
),

parts as (
    select
        'training_share' as kpi_id,
        'numerator' as role,
        cast(1 as decimal(28, 10)) as amount,
        row_id,
        source_file,
        source_row,
        gender,
        employee_category,
        age_band,
        region
    from sessions
    where nth_of_employee = 1
    union all
    select
        'training_hours' as kpi_id,
        'numerator' as role,
        duration_minutes as amount,
        row_id,
        source_file,
        source_row,
        gender,
        employee_category,
        age_band,
        region
    from sessions
    union all
    select
        'training_share' as kpi_id,
        'denominator' as role,
        cast(1 as decimal(28, 10)) as amount,
        row_id,
        source_file,
        source_row,
        gender,
        employee_category,
        age_band,
        region
    from employees
    union all
    select
        'training_hours' as kpi_id,
        'denominator' as role,
        cast(1 as decimal(28, 10)) as amount,
        row_id,
        source_file,
        source_row,
        gender,
        employee_category,
        age_band,
        region
    from employees
)

{{ by_member('parts', ['gender', 'employee_category', 'age_band', 'region']) }}
