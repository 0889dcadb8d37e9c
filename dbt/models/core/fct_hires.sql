with aged as (
    select
        spells.*,
        cast({{ completed_years('spells.born_on', 'spells.hired_on') }} as integer) as age_years
    from {{ ref('int_employment__spells') }} as spells
    where spells.is_hire
),

entries as (
    select
        employee_key,
        effective_on,
        max(case when movement_type = 'group_transfer_in' then 'parent_group' else 'outside' end) as origin
    from {{ ref('int_movements__screened') }}
    where exclusion_rule is null and movement_type in ('hire', 'rehire', 'group_transfer_in')
    group by employee_key, effective_on
)

select
    aged.row_id,
    aged.source_file,
    aged.source_row,
    aged.employee_key,
    aged.hired_on,
    entries.origin,
    aged.gender,
    {{ age_band('aged.age_years') }} as age_band,
    categories.employee_category,
    locations.region,
    aged.employment_type,
    aged.management_level,
    aged.job_function,
    aged.company
from aged
left join entries
    on
        aged.employee_key = entries.employee_key
        and aged.hired_on = entries.effective_on
left join {{ ref('dim_employee_category') }} as categories on aged.grade = categories.grade
left join {{ ref('dim_location') }} as locations on aged.work_location = locations.location
