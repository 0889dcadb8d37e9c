with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
),

opening_roster as (
    select * from {{ ref('int_employees__screened') }}
    where exclusion_rule is null and snapshot = 'opening'
),

population as (
    select
        row_id,
        source_file,
        source_row,
        'opening' as as_of,
        employee_key,
        gender,
        born_on,
        birth_key,
        hired_on,
        employment_type,
        management_level,
        job_function,
        company,
        work_location,
        grade
    from opening_roster
    union all
    select
        employments.row_id,
        employments.source_file,
        employments.source_row,
        'opening' as as_of,
        employments.employee_key,
        employments.gender,
        employments.born_on,
        employments.birth_key,
        employments.hired_on,
        employments.employment_type,
        employments.management_level,
        employments.job_function,
        employments.company,
        employments.work_location,
        employments.grade
    from {{ ref('int_employments__screened') }} as employments
    cross join reporting_year
    left join opening_roster on employments.employee_key = opening_roster.employee_key
    where
        employments.exclusion_rule is null
        and opening_roster.employee_key is null
        and employments.hired_on < reporting_year.starts_on
    union all
    select
        row_id,
        source_file,
        source_row,
        'closing' as as_of,
        employee_key,
        gender,
        born_on,
        birth_key,
        hired_on,
        employment_type,
        management_level,
        job_function,
        company,
        work_location,
        grade
    from {{ ref('int_employment__spells') }}
    where not is_separation
)

select
    population.*,
    case population.as_of
        when 'opening' then reporting_year.starts_on - 1
        when 'closing' then reporting_year.ends_on
    end as as_of_day
from population
cross join reporting_year
