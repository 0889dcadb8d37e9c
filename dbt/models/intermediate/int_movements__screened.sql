with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
)

select
    movements.row_id,
    movements.source_file,
    movements.source_row,
    movements.employee_key,
    movements.movement_type,
    movements.effective_on,
    movements.from_company,
    movements.to_company,
    case
        when movements.movement_type in ('relocation', 'promotion', 'demotion') then 'changes_no_employment'
        when not movements.is_main_job then 'second_job'
        when
            movements.effective_on < reporting_year.starts_on
            or movements.effective_on > reporting_year.ends_on + {{ transfer_days() }}
            then 'outside_reporting_year'
    end as exclusion_rule
from {{ ref('stg_hr__movements') }} as movements
cross join reporting_year
