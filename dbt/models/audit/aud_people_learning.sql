{%- set checks = {
    'session_twice': ('sessions', 'row_id'),
    'session_unlike_its_course': ('sessions', 'row_id'),
    'learning_day_overfull': ('sessions', 'row_id'),
} -%}

with sessions as (
    select
        training.*,
        median(training.duration_minutes) over (partition by training.course_name) as usual_minutes,
        count(training.row_id) over (partition by training.course_name) as sessions_of_course,
        row_number() over (
            partition by
                training.employee_key,
                training.course_name,
                date_trunc('minute', training.started_at)
            order by training.row_id
        ) as nth_at_once,
        sum(training.duration_minutes) over (
            partition by training.employee_key, cast(training.started_at as date)
        ) as minutes_of_day
    from {{ ref('fct_training') }} as training
),

findings as (
    select
        'session_twice' as check_id,
        sessions.employee_key as subject,
        concat(files.file_name, ': ', sessions.course_name, ', ', sessions.started_at) as found
    from sessions
    left join {{ ref('int_landed_files__named') }} as files on sessions.source_file = files.source_file
    where sessions.nth_at_once > 1
    union all
    select
        'session_unlike_its_course' as check_id,
        sessions.employee_key as subject,
        concat(
            files.file_name, ': ', sessions.course_name, ', ', cast(sessions.duration_minutes as double),
            ' minutes, usually ', cast(sessions.usual_minutes as double)
        ) as found
    from sessions
    left join {{ ref('int_landed_files__named') }} as files on sessions.source_file = files.source_file
    where
        sessions.sessions_of_course >= 10
        and (
            sessions.duration_minutes > 8 * sessions.usual_minutes
            or sessions.duration_minutes * 8 < sessions.usual_minutes
        )
    union all
    select
        'learning_day_overfull' as check_id,
        sessions.employee_key as subject,
        concat(
            files.file_name, ': ', cast(sessions.minutes_of_day as double), ' minutes on ',
            cast(sessions.started_at as date)
        ) as found
    from sessions
    left join {{ ref('int_landed_files__named') }} as files on sessions.source_file = files.source_file
    where sessions.minutes_of_day > 1200
)

{{ made_checks(checks) }}
