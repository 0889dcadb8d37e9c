{%- set checks = {
    'attendance_without_employment': ('attendance', 'row_id'),
    'employed_without_attendance': ('last_full_month', 'row_id'),
    'training_of_strangers': ('records', 'row_id'),
    'injury_of_a_stranger': (ref('fct_injuries'), 'row_id'),
    'recruited_never_hired': ('recruited', 'row_id'),
    'hire_without_recruitment': ('hires', 'row_id'),
    'hire_without_record': ('hires', 'row_id'),
    'channel_unlike_record': ('recruited', 'row_id'),
    'post_not_told': ('closing', 'row_id'),
    'recorded_hire_not_employed': ('recorded_hires', 'row_id'),
    'two_main_jobs': (ref('int_employees__screened'), 'row_id'),
    'identity_under_two_numbers': (ref('stg_hr__employees'), 'row_id'),
    'left_but_still_listed': (ref('int_employees__screened'), 'row_id'),
} -%}

with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
),

known as (
    select
        employee_key,
        is_employee
    from {{ ref('int_people__known') }}
),

spells as (
    select * from {{ ref('int_employment__known_spells') }}
),

hires as (
    select * from {{ ref('fct_hires') }}
),

closing as (
    select
        *,
        max(case when management_level is null then 0 else 1 end) over () = 1 as tells_levels,
        max(case when job_function is null then 0 else 1 end) over () = 1 as tells_functions
    from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'closing'
),

-- Every employment that any export knows of, also outside the boundary; an opening roster alone does not
-- say that somebody stayed.
employed as (
    select
        employee_key,
        hired_on,
        cast(null as date) as last_working_day
    from {{ ref('int_employees__screened') }}
    where
        snapshot = 'closing'
        and (
            exclusion_rule is null
            or exclusion_rule not in ('left_by_year_end', 'marked_as_left', 'not_yet_hired')
        )
    union all
    select
        employee_key,
        hired_on,
        last_working_day
    from {{ ref('int_separations__screened') }}
    where
        exclusion_rule is null
        or exclusion_rule not in ('withdrawn_separation', 'unapproved_separation')
    union all
    select
        employee_key,
        hired_on,
        last_working_day
    from {{ ref('int_employments__screened') }}
),

attendance as (
    select
        row_id,
        source_file,
        employee_key,
        month_starts_on,
        cast(month_starts_on + interval 1 month as date) - 1 as month_ends_on
    from {{ ref('int_attendance__screened') }}
    where exclusion_rule is null
),

months as (
    select distinct
        month_starts_on,
        month_ends_on
    from attendance
),

attended_in_employment as (
    select distinct attendance.row_id
    from attendance
    inner join employed
        on
            attendance.employee_key = employed.employee_key
            and attendance.month_ends_on >= employed.hired_on
            and (
                employed.last_working_day is null
                or attendance.month_starts_on <= employed.last_working_day
            )
),

last_full_month as (
    select
        spells.row_id,
        spells.employee_key,
        max(months.month_starts_on) as month_starts_on
    from spells
    inner join months
        on
            spells.hired_on <= months.month_starts_on
            and spells.known_until >= months.month_ends_on
    group by spells.row_id, spells.employee_key
),

recorded_hires as (
    select
        movements.row_id,
        movements.source_file,
        movements.source_row,
        movements.employee_key,
        movements.effective_on
    from {{ ref('int_movements__screened') }} as movements
    cross join reporting_year
    left join {{ ref('stg_company__entities') }} as entities on movements.to_company = entities.company
    left join known on movements.employee_key = known.employee_key
    where
        movements.exclusion_rule is null
        and movements.movement_type in ('hire', 'rehire', 'group_transfer_in')
        and movements.effective_on between reporting_year.starts_on and reporting_year.ends_on
        and {{ inside_boundary('entities', 'movements.effective_on') }}
        and (known.employee_key is null or known.is_employee)
),

recruited as (
    select * from {{ ref('int_recruitment__screened') }}
    where exclusion_rule is null
),

records as (
    select * from {{ ref('int_training_records__screened') }}
    where
        exclusion_rule is null
        or exclusion_rule = 'not_in_year_end_headcount'
),

findings as (
    select
        'attendance_without_employment' as check_id,
        attendance.employee_key as subject,
        concat(files.file_name, ': ', substr(cast(attendance.month_starts_on as string), 1, 7)) as found
    from attendance
    left join attended_in_employment on attendance.row_id = attended_in_employment.row_id
    left join {{ ref('int_landed_files__named') }} as files on attendance.source_file = files.source_file
    where attended_in_employment.row_id is null
    union all
    select
        'employed_without_attendance' as check_id,
        last_full_month.employee_key as subject,
        concat('no attendance in ', substr(cast(last_full_month.month_starts_on as string), 1, 7)) as found
    from last_full_month
    left join attendance
        on
            last_full_month.employee_key = attendance.employee_key
            and last_full_month.month_starts_on = attendance.month_starts_on
    where attendance.row_id is null
    union all
    select
        'training_of_strangers' as check_id,
        records.employee_key as subject,
        concat(files.file_name, ': ', records.course_name) as found
    from records
    left join known on records.employee_key = known.employee_key
    left join {{ ref('int_landed_files__named') }} as files on records.source_file = files.source_file
    where known.employee_key is null
    union all
    select
        'injury_of_a_stranger' as check_id,
        injuries.employee_key as subject,
        concat(
            files.file_name, ' row ', injuries.source_row, ': accident on ', injuries.accident_on
        ) as found
    from {{ ref('fct_injuries') }} as injuries
    left join known on injuries.employee_key = known.employee_key
    left join {{ ref('int_landed_files__named') }} as files on injuries.source_file = files.source_file
    where known.employee_key is null
    union all
    select
        'recruited_never_hired' as check_id,
        coalesce(recruited.employee_key, recruited.requisition_no) as subject,
        concat(files.file_name, ': ', recruited.requisition_no, ' for ', recruited.started_on) as found
    from recruited
    left join hires
        on recruited.employee_key = hires.employee_key and recruited.started_on = hires.hired_on
    left join {{ ref('int_landed_files__named') }} as files on recruited.source_file = files.source_file
    where hires.row_id is null
    union all
    select
        'hire_without_recruitment' as check_id,
        hires.employee_key as subject,
        concat(files.file_name, ': hired on ', hires.hired_on) as found
    from hires
    left join recruited
        on hires.employee_key = recruited.employee_key and hires.hired_on = recruited.started_on
    left join {{ ref('int_landed_files__named') }} as files on hires.source_file = files.source_file
    where recruited.row_id is null and (select count(any_one.row_id) from recruited as any_one) > 0
    union all
    select
        'hire_without_record' as check_id,
        hires.employee_key as subject,
        concat(files.file_name, ': hired on ', hires.hired_on) as found
    from hires
    left join recorded_hires
        on hires.employee_key = recorded_hires.employee_key and hires.hired_on = recorded_hires.effective_on
    left join {{ ref('int_landed_files__named') }} as files on hires.source_file = files.source_file
    where
        recorded_hires.row_id is null
        and (select count(any_one.row_id) from recorded_hires as any_one) > 0
    union all
    select
        'channel_unlike_record' as check_id,
        recruited.employee_key as subject,
        concat(
            files.file_name, ': ', recruited.requisition_no, ' by ', recruited.channel, ', recorded from ',
            hires.origin
        ) as found
    from recruited
    inner join hires
        on recruited.employee_key = hires.employee_key and recruited.started_on = hires.hired_on
    left join {{ ref('int_landed_files__named') }} as files on recruited.source_file = files.source_file
    where (recruited.channel = 'group_transfer') <> (hires.origin = 'parent_group')
    union all
    select
        'post_not_told' as check_id,
        closing.employee_key as subject,
        concat(
            files.file_name, ': no ',
            concat_ws(
                ', no ',
                case
                    when closing.management_level is null and closing.tells_levels then 'management level'
                end,
                case when closing.job_function is null and closing.tells_functions then 'job function' end
            )
        ) as found
    from closing
    left join {{ ref('int_landed_files__named') }} as files on closing.source_file = files.source_file
    where
        (closing.management_level is null and closing.tells_levels)
        or (closing.job_function is null and closing.tells_functions)
    union all
    select
        'recorded_hire_not_employed' as check_id,
        recorded_hires.employee_key as subject,
        concat(files.file_name, ': hire on ', recorded_hires.effective_on) as found
    from recorded_hires
    left join hires
        on recorded_hires.employee_key = hires.employee_key and recorded_hires.effective_on = hires.hired_on
    left join {{ ref('int_landed_files__named') }} as files on recorded_hires.source_file = files.source_file
    where hires.row_id is null
    union all
    select
        'two_main_jobs' as check_id,
        roster.employee_key as subject,
        concat(files.file_name, ': ', roster.snapshot, ', ', roster.company) as found
    from {{ ref('int_employees__screened') }} as roster
    left join {{ ref('int_landed_files__named') }} as files on roster.source_file = files.source_file
    where roster.exclusion_rule = 'repeated_person'
    union all
    select
        'identity_under_two_numbers' as check_id,
        roster.identity_key as subject,
        concat(roster.snapshot, ': ', count(distinct roster.employee_key), ' employee numbers') as found
    from {{ ref('stg_hr__employees') }} as roster
    where roster.is_main_job and roster.identity_key is not null
    group by roster.identity_key, roster.snapshot
    having count(distinct roster.employee_key) > 1
    union all
    select
        'left_but_still_listed' as check_id,
        roster.employee_key as subject,
        concat(files.file_name, ': ', staged.employment_status) as found
    from {{ ref('int_employees__screened') }} as roster
    inner join {{ ref('stg_hr__employees') }} as staged on roster.row_id = staged.row_id
    left join {{ ref('int_landed_files__named') }} as files on roster.source_file = files.source_file
    where
        roster.snapshot = 'closing'
        and roster.exclusion_rule = 'left_by_year_end'
        and staged.employment_status in ('active', 'probation')
)

{{ made_checks(checks) }}
