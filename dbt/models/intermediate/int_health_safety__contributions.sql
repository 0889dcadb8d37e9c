with injuries as (
    select
        row_id,
        source_file,
        source_row,
        lost_days,
        is_certified_in_year,
        is_fatality_of_year
    from {{ ref('fct_injuries') }}
),

parts as (
    select
        'lost_days' as kpi_id,
        'numerator' as role,
        lost_days as amount,
        row_id,
        source_file,
        source_row
    from injuries
    where is_certified_in_year
    union all
    select
        'fatalities' as kpi_id,
        'numerator' as role,
        1 as amount,
        row_id,
        source_file,
        source_row
    from injuries
    where is_fatality_of_year
    union all
    select
        'fatality_rate' as kpi_id,
        'numerator' as role,
        1 as amount,
        row_id,
        source_file,
        source_row
    from injuries
    where is_fatality_of_year
    union all
    select
        'fatality_rate' as kpi_id,
        'denominator' as role,
        1 as amount,
        row_id,
        source_file,
        source_row
    from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'closing'
)

{{ by_member('parts', []) }}
