{%- set dimensions = ['employee_category', 'management_level'] -%}

with employees as (
    select
        at_year_end.*,
        functions.field
    from {{ ref('fct_employees_at_year_end') }} as at_year_end
    left join {{ ref('job_functions') }} as functions on at_year_end.job_function = functions.job_function
    where at_year_end.as_of = 'closing'
),

women as (
    select * from employees
    where gender = 'female'
),

youngest as (
    select * from employees
    where age_band = 'under_30'
),

oldest as (
    select * from employees
    where age_band = 'over_50'
),

managers as (
    select * from employees
    where management_level in ('senior', 'middle', 'junior')
),

women_in_management as (
    select * from managers
    where gender = 'female'
),

absences as (
    select
        *,
        coalesce(sick_days, 0) + coalesce(personal_days, 0) + coalesce(other_absence_days, 0) as absent_days
    from {{ ref('fct_absences') }}
)

{{ by_member('women', dimensions, 'women_share', 'numerator', 1) }}
union all
{{ by_member('employees', dimensions, 'women_share', 'denominator', 1) }}
union all
{{ by_member('youngest', dimensions, 'under_30_share', 'numerator', 1) }}
union all
{{ by_member('employees', dimensions, 'under_30_share', 'denominator', 1) }}
union all
{{ by_member('oldest', dimensions, 'over_50_share', 'numerator', 1) }}
union all
{{ by_member('employees', dimensions, 'over_50_share', 'denominator', 1) }}
union all
{{ by_member('women_in_management', dimensions, 'women_in_management', 'numerator', 1) }}
union all
{{ by_member('managers', dimensions, 'women_in_management', 'denominator', 1) }}
union all
{{ contributions_to(
    ['women_in_revenue_management'], 'numerator', 1, 'women_in_management', where="field = 'revenue'"
) }}
union all
{{ contributions_to(
    ['women_in_revenue_management'], 'denominator', 1, 'managers', where="field = 'revenue'"
) }}
union all
{{ contributions_to(['women_in_stem'], 'numerator', 1, 'women', where="field = 'stem'") }}
union all
{{ contributions_to(['women_in_stem'], 'denominator', 1, 'employees', where="field = 'stem'") }}
union all
{{ contributions_to(['absence_rate'], 'numerator', 'absent_days', 'absences', where='absent_days <> 0') }}
union all
{{ contributions_to(['absence_rate'], 'denominator', 'scheduled_days', 'absences') }}
