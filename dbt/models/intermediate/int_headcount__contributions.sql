with employees as (
    select
        'headcount' as kpi_id,
        'numerator' as role,
        1 as amount,
        row_id,
        source_file,
        source_row,
        gender,
        employee_category,
        age_band,
        region
    from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'closing'
)

{{ by_member('employees', ['gender', 'employee_category', 'age_band', 'region']) }}
