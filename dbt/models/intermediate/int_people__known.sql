with people as (
    select
        employee_key,
        employment_type
    from {{ ref('stg_hr__employees') }}
    union all
    select
        employee_key,
        employment_type
    from {{ ref('stg_hr__separations') }}
    union all
    select
        employee_key,
        employment_type
    from {{ ref('stg_hr__employments') }}
)

select
    employee_key,
    max(case when {{ is_employee('employment_type') }} then 1 else 0 end) = 1 as is_employee
from people
group by employee_key
