with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
),

elsewhere as (
    select
        employee_key,
        hired_on
    from {{ ref('int_employees__screened') }}
    where exclusion_rule is null and snapshot = 'closing'
    union
    select
        employee_key,
        hired_on
    from {{ ref('int_separations__screened') }}
    where exclusion_rule is null
),

transferred as (
    select distinct employments.row_id
    from {{ ref('stg_hr__employments') }} as employments
    inner join {{ ref('int_movements__transfers') }} as transfers
        on
            employments.employee_key = transfers.employee_key
            and transfers.effective_on between employments.last_working_day
            and employments.last_working_day + {{ transfer_days() }}
    where employments.separation_type = 'group_transfer'
),

nested as (
    select distinct inner_one.row_id
    from {{ ref('stg_hr__employments') }} as inner_one
    inner join {{ ref('stg_hr__employments') }} as outer_one
        on
            inner_one.employee_key = outer_one.employee_key
            and inner_one.row_id <> outer_one.row_id
            and (
                inner_one.hired_on > outer_one.hired_on
                or (inner_one.hired_on = outer_one.hired_on and inner_one.row_id > outer_one.row_id)
            )
            and (
                outer_one.last_working_day is null
                or inner_one.last_working_day <= outer_one.last_working_day
            )
)

select
    employments.row_id,
    employments.source_file,
    employments.source_row,
    employments.employee_key,
    employments.gender,
    employments.born_on,
    employments.birth_key,
    employments.hired_on,
    employments.last_working_day,
    employments.separation_type,
    employments.employment_type,
    employments.management_level,
    employments.job_function,
    employments.company,
    employments.work_location,
    employments.grade,
    transferred.row_id is not null as ends_in_transfer,
    case
        when not {{ is_employee('employments.employment_type') }} then 'not_an_employee'
        when nested.row_id is not null then 'second_job'
        when
            employments.hired_on > reporting_year.ends_on
            or employments.last_working_day < reporting_year.starts_on
            then 'outside_reporting_year'
        when
            not {{ inside_boundary('entities', 'least(last_working_day, ends_on)') }}
            then 'outside_boundary'
        when
            transferred.row_id is null and elsewhere.employee_key is not null
            then 'counted_in_another_export'
    end as exclusion_rule
from {{ ref('stg_hr__employments') }} as employments
cross join reporting_year
left join {{ ref('stg_company__entities') }} as entities on employments.company = entities.company
left join transferred on employments.row_id = transferred.row_id
left join nested on employments.row_id = nested.row_id
left join elsewhere
    on
        employments.employee_key = elsewhere.employee_key
        and employments.hired_on = elsewhere.hired_on
