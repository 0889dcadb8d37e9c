with aged as (
    select
        population.*,
        cast({{ completed_years('population.born_on', 'population.as_of_day') }} as integer) as age_years
    from {{ ref('int_employment__year_end_population') }} as population
)

select
    aged.row_id,
    aged.source_file,
    aged.source_row,
    aged.employee_key,
    aged.as_of,
    aged.hired_on,
    aged.gender,
    {{ age_band('aged.age_years') }} as age_band,
    categories.employee_category,
    locations.region,
    aged.employment_type,
    aged.management_level,
    aged.job_function,
    aged.company
from aged
left join {{ ref('dim_employee_category') }} as categories on aged.grade = categories.grade
left join {{ ref('dim_location') }} as locations on aged.work_location = locations.location
