{%- set checks = {
    'year_before_was_run': (source('history', 'year_before'), 'reporting_year'),
    'not_in_last_closing': ('last_closing', 'employee_key'),
    'missing_from_opening': ('last_closing', 'employee_key'),
    'changed_since_last_closing': ('last_closing', 'employee_key'),
    'changed_during_year': ('spells', 'row_id'),
    'grade_not_as_recorded': ('spells', 'row_id'),
    'company_not_as_recorded': ('spells', 'row_id'),
    'region_changed_unrecorded': ('spells', 'row_id'),
} -%}

with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
),

spells as (
    select * from {{ ref('int_employment__known_spells') }}
),

opening as (
    select
        population.*,
        locations.region
    from {{ ref('int_employment__year_end_population') }} as population
    left join {{ ref('dim_location') }} as locations on population.work_location = locations.location
    where population.as_of = 'opening'
),

opening_roster as (
    select * from {{ ref('int_employees__screened') }}
    where exclusion_rule is null and snapshot = 'opening'
),

movements as (
    select
        movements.*,
        row_number() over (
            partition by movements.employee_key, spells.row_id
            order by
                movements.effective_on desc,
                movements.from_company is distinct from movements.to_company desc,
                movements.row_id desc
        ) as nth_latest_of_company,
        row_number() over (
            partition by movements.employee_key, spells.row_id
            order by
                movements.effective_on desc,
                movements.from_grade is distinct from movements.to_grade desc,
                movements.row_id desc
        ) as nth_latest_of_grade,
        spells.row_id as spell_row_id
    from {{ ref('stg_hr__movements') }} as movements
    inner join spells
        on
            movements.employee_key = spells.employee_key
            and movements.effective_on <= spells.known_until
    cross join reporting_year
    where
        movements.is_main_job
        and movements.effective_on between reporting_year.starts_on and reporting_year.ends_on
),

as_recorded as (
    select
        spells.row_id,
        spells.employee_key,
        spells.source_file,
        spells.grade,
        spells.company,
        spells.region,
        coalesce(of_grade.to_grade, opening.grade) as grade_recorded,
        coalesce(of_company.to_company, opening.company) as company_recorded,
        case when of_company.row_id is null then opening.region end as region_recorded
    from spells
    left join opening on spells.employee_key = opening.employee_key and not spells.is_hire
    left join movements as of_company
        on spells.row_id = of_company.spell_row_id and of_company.nth_latest_of_company = 1
    left join movements as of_grade
        on spells.row_id = of_grade.spell_row_id and of_grade.nth_latest_of_grade = 1
),

last_closing as (
    select
        last_closing.employee_key,
        last_closing.gender,
        last_closing.birth_key,
        last_closing.hired_on,
        last_closing.company,
        last_closing.grade,
        last_closing.work_location
    from {{ source('history', 'employees') }} as last_closing
    cross join {{ source('history', 'year_before') }} as year_before
    where year_before.has_warehouse
),

findings as (
    select
        'year_before_was_run' as check_id,
        cast(reporting_year as string) as subject,
        'it has exports, but no warehouse to compare with' as found
    from {{ source('history', 'year_before') }}
    where has_exports and not has_warehouse
    union all
    select
        'not_in_last_closing' as check_id,
        opening.employee_key as subject,
        concat(files.file_name, ': hired on ', opening.hired_on) as found
    from opening
    left join last_closing on opening.employee_key = last_closing.employee_key
    left join {{ ref('int_landed_files__named') }} as files on opening.source_file = files.source_file
    where
        last_closing.employee_key is null
        and (select count(any_one.employee_key) from last_closing as any_one) > 0
    union all
    select
        'missing_from_opening' as check_id,
        last_closing.employee_key as subject,
        concat('hired on ', last_closing.hired_on) as found
    from last_closing
    left join opening on last_closing.employee_key = opening.employee_key
    where opening.employee_key is null and (select count(any_one.employee_key) from opening as any_one) > 0
    union all
    select
        'changed_since_last_closing' as check_id,
        roster.employee_key as subject,
        concat_ws(
            ', ',
            case when roster.gender <> last_closing.gender then 'gender' end,
            case when roster.birth_key <> last_closing.birth_key then 'birth date' end,
            case when roster.hired_on <> last_closing.hired_on then 'hire date' end,
            case when roster.company <> last_closing.company then 'company' end,
            case when roster.grade <> last_closing.grade then 'grade' end,
            case when roster.work_location <> last_closing.work_location then 'place' end
        ) as found
    from opening_roster as roster
    inner join last_closing on roster.employee_key = last_closing.employee_key
    where
        roster.gender <> last_closing.gender
        or roster.birth_key <> last_closing.birth_key
        or roster.hired_on <> last_closing.hired_on
        or roster.company <> last_closing.company
        or roster.grade <> last_closing.grade
        or roster.work_location <> last_closing.work_location
    union all
    select
        'changed_during_year' as check_id,
        spells.employee_key as subject,
        concat(
            files.file_name, ': ',
            concat_ws(
                ', ',
                case when spells.gender <> opening.gender then 'gender' end,
                case when spells.birth_key <> opening.birth_key then 'birth date' end,
                case when spells.hired_on <> opening.hired_on then 'hire date' end
            )
        ) as found
    from spells
    inner join opening on spells.employee_key = opening.employee_key
    cross join reporting_year
    left join {{ ref('int_landed_files__named') }} as files on spells.source_file = files.source_file
    where
        spells.gender <> opening.gender
        or spells.birth_key <> opening.birth_key
        or (spells.hired_on <> opening.hired_on and spells.hired_on < reporting_year.starts_on)
    union all
    select
        'grade_not_as_recorded' as check_id,
        as_recorded.employee_key as subject,
        concat(files.file_name, ': ', as_recorded.grade, ' instead of ', as_recorded.grade_recorded) as found
    from as_recorded
    left join {{ ref('int_landed_files__named') }} as files on as_recorded.source_file = files.source_file
    where
        as_recorded.grade <> as_recorded.grade_recorded
        and (select count(any_one.row_id) from movements as any_one) > 0
    union all
    select
        'company_not_as_recorded' as check_id,
        as_recorded.employee_key as subject,
        concat(
            files.file_name, ': ', as_recorded.company, ' instead of ', as_recorded.company_recorded
        ) as found
    from as_recorded
    left join {{ ref('int_landed_files__named') }} as files on as_recorded.source_file = files.source_file
    where
        as_recorded.company <> as_recorded.company_recorded
        and (select count(any_one.row_id) from movements as any_one) > 0
    union all
    select
        'region_changed_unrecorded' as check_id,
        as_recorded.employee_key as subject,
        concat(
            files.file_name, ': ', as_recorded.region, ' instead of ', as_recorded.region_recorded
        ) as found
    from as_recorded
    left join {{ ref('int_landed_files__named') }} as files on as_recorded.source_file = files.source_file
    where
        as_recorded.region <> as_recorded.region_recorded
        and (select count(any_one.row_id) from movements as any_one) > 0
)

{{ made_checks(checks) }}
