select
    records.row_id,
    records.source_file,
    records.source_row,
    records.employee_key,
    records.course_name,
    records.course_category,
    records.delivery,
    records.started_at,
    records.duration_minutes,
    records.is_repeat,
    records.score,
    employees.gender,
    employees.age_band,
    employees.employee_category,
    employees.region
from {{ ref('int_training_records__screened') }} as records
inner join {{ ref('fct_employees_at_year_end') }} as employees
    on
        records.employee_key = employees.employee_key
        and employees.as_of = 'closing'
where records.exclusion_rule is null and records.course_category <> 'volunteering'
