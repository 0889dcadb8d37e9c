{%- set dimensions = ['gender', 'age_band', 'region'] -%}

with hires as (
    select * from {{ ref('fct_hires') }}
    where origin is distinct from 'parent_group'
),

employees as (
    select * from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'closing'
),

recruitments as (
    select * from {{ ref('fct_recruitments') }}
),

part_timers as (
    select distinct
        employee_key,
        hired_on
    from {{ ref('int_employment__known_spells') }}
    where employment_type = 'part_time'
),

full_time_from_outside as (
    select recruitments.*
    from recruitments
    left join part_timers
        on
            recruitments.employee_key = part_timers.employee_key
            and recruitments.started_on = part_timers.hired_on
    where not recruitments.is_internal and part_timers.employee_key is null
)

{{ by_member('hires', dimensions, 'new_hires', 'numerator', 1) }}
union all
{{ by_member('hires', dimensions, 'new_hire_rate', 'numerator', 1) }}
union all
{{ by_member('employees', dimensions, 'new_hire_rate', 'denominator', 1) }}
union all
{{ contributions_to(['internal_hire_share'], 'numerator', 1, 'recruitments', where='is_internal') }}
union all
{{ contributions_to(['internal_hire_share'], 'denominator', 1, 'recruitments') }}
union all
{{ contributions_to(['recruitment_cost'], 'numerator', 'hiring_cost', 'full_time_from_outside') }}
union all
{{ contributions_to(['recruitment_cost'], 'denominator', 1, 'full_time_from_outside') }}
