{{ config(materialized='table') }}

with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
),

spells as (
    select
        row_id,
        source_file,
        source_row,
        employee_key,
        gender,
        born_on,
        birth_key,
        hired_on,
        cast(null as date) as last_working_day,
        null as separation_type,
        employment_type,
        management_level,
        job_function,
        company,
        work_location,
        grade
    from {{ ref('int_employees__screened') }}
    where exclusion_rule is null and snapshot = 'closing'
    union all
    select
        row_id,
        source_file,
        source_row,
        employee_key,
        gender,
        born_on,
        birth_key,
        hired_on,
        last_working_day,
        separation_type,
        employment_type,
        null as management_level,
        null as job_function,
        company,
        work_location,
        grade
    from {{ ref('int_separations__screened') }}
    where exclusion_rule is null
    union all
    select
        row_id,
        source_file,
        source_row,
        employee_key,
        gender,
        born_on,
        birth_key,
        hired_on,
        last_working_day,
        separation_type,
        employment_type,
        management_level,
        job_function,
        company,
        work_location,
        grade
    from {{ ref('int_employments__screened') }}
    where exclusion_rule is null and not ends_in_transfer
),

transferred_in as (
    select distinct
        employee_key,
        effective_on
    from {{ ref('int_movements__transfers') }}
    where comes_from_inside
)

select
    spells.*,
    spells.hired_on between reporting_year.starts_on and reporting_year.ends_on
    and transferred_in.employee_key is null
    and (entities.included_from is null or spells.hired_on >= entities.included_from) as is_hire,
    spells.last_working_day is not null
    and spells.last_working_day between reporting_year.starts_on and reporting_year.ends_on as is_separation
from spells
cross join reporting_year
left join transferred_in
    on
        spells.employee_key = transferred_in.employee_key
        and spells.hired_on = transferred_in.effective_on
left join {{ ref('stg_company__entities') }} as entities on spells.company = entities.company
