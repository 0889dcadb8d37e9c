select
    spells.row_id,
    spells.source_file,
    spells.source_row,
    spells.employee_key,
    spells.gender,
    spells.birth_key,
    spells.hired_on,
    spells.last_working_day,
    spells.separation_type,
    spells.employment_type,
    spells.management_level,
    spells.job_function,
    spells.company,
    spells.work_location,
    spells.grade,
    spells.is_hire,
    spells.is_separation,
    coalesce(spells.last_working_day, reporting_year.ends_on) as known_until,
    locations.region
from {{ ref('int_employment__spells') }} as spells
cross join {{ source('registry', 'reporting_year') }} as reporting_year
left join {{ ref('dim_location') }} as locations on spells.work_location = locations.location
where spells.last_working_day is null or spells.is_separation
