with people as (
    select
        'leaver' as component,
        row_id,
        source_file,
        source_row,
        gender,
        employee_category,
        age_band,
        region
    from {{ ref('fct_separations') }}
    union all
    select
        as_of as component,
        row_id,
        source_file,
        source_row,
        gender,
        employee_category,
        age_band,
        region
    from {{ ref('fct_employees_at_year_end') }}
),

weighted as (
    select
        components.kpi_id,
        components.role,
        components.weight as amount,
        people.row_id,
        people.source_file,
        people.source_row,
        people.gender,
        people.employee_category,
        people.age_band,
        people.region
    from people
    inner join {{ source('registry', 'method_components') }} as components
        on people.component = components.component
    where components.kpi_id in ('turnover_rate', 'turnover_rate_hkex')
)

{{ by_member('weighted', ['gender', 'employee_category', 'age_band', 'region']) }}
