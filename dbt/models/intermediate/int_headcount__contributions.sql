{%- set dimensions = ['gender', 'employee_category', 'age_band', 'region', 'employment_type'] -%}

with employees as (
    select *
    from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'closing'
)

{{ by_member('employees', dimensions, 'headcount', 'numerator', 1) }}
