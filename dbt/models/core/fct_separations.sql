with aged as (
    select
        spells.*,
        cast({{ completed_years('spells.born_on', 'spells.last_working_day') }} as integer) as age_years
    from {{ ref('int_employment__spells') }} as spells
    where spells.is_separation
)

select
    aged.row_id,
    aged.source_file,
    aged.source_row,
    aged.employee_key,
    aged.hired_on,
    aged.last_working_day,
    aged.separation_type,
    aged.gender,
    {{ age_band('aged.age_years') }} as age_band,
    categories.employee_category,
    locations.region,
    aged.employment_type,
    aged.company
from aged
left join {{ ref('dim_employee_category') }} as categories on aged.grade = categories.grade
left join {{ ref('dim_location') }} as locations on aged.work_location = locations.location
