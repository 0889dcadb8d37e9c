with reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
),

recorded as (
    select
        movements.employee_key,
        movements.from_company,
        movements.to_company,
        coalesce(
            movements.movement_type in ('entity_transfer', 'group_transfer_out')
            and {{ inside_boundary('company_before', 'movements.effective_on') }}, false
        ) as comes_from_inside
    from {{ ref('int_movements__screened') }} as movements
    cross join reporting_year
    left join {{ ref('stg_company__entities') }} as company_before
        on movements.from_company = company_before.company
    left join {{ ref('stg_company__entities') }} as company_after
        on movements.to_company = company_after.company
    left join {{ ref('int_people__known') }} as people
        on movements.employee_key = people.employee_key
    where
        movements.exclusion_rule is null
        and movements.movement_type in
        ('hire', 'rehire', 'group_transfer_in', 'entity_transfer', 'group_transfer_out')
        and movements.effective_on between reporting_year.starts_on and reporting_year.ends_on
        and {{ inside_boundary('company_after', 'movements.effective_on') }}
        and (people.employee_key is null or people.is_employee)
),

last_seen as (
    select employee_key from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'closing'
    union
    select employee_key from {{ ref('fct_separations') }}
),

hired_and_gone_with_the_company as (
    select recorded.to_company as company
    from recorded
    inner join {{ ref('stg_company__entities') }} as entities on recorded.to_company = entities.company
    cross join reporting_year
    left join last_seen on recorded.employee_key = last_seen.employee_key
    where
        not recorded.comes_from_inside
        and entities.included_to < reporting_year.ends_on
        and last_seen.employee_key is null
),

sources as (
    select count(row_id) > 0 as has_movements
    from {{ ref('stg_hr__movements') }}
),

steps as (
    select
        company,
        case as_of when 'opening' then 'opening' else 'closing' end as step,
        1 as persons
    from {{ ref('fct_employees_at_year_end') }}
    union all
    select
        recorded.to_company as company,
        case when recorded.comes_from_inside then 'transfers_in' else 'hires' end as step,
        1 as persons
    from recorded
    union all
    select
        hires.company,
        'hires' as step,
        1 as persons
    from {{ ref('fct_hires') }} as hires
    cross join sources
    where not sources.has_movements
    union all
    select
        from_company as company,
        'transfers_out' as step,
        1 as persons
    from recorded
    where comes_from_inside
    union all
    select
        company,
        'separations' as step,
        1 as persons
    from {{ ref('fct_separations') }}
    union all
    select
        company,
        'status_changes' as step,
        persons
    from {{ ref('int_employment__status_changes') }}
    union all
    select
        company,
        'boundary_changes' as step,
        persons
    from {{ ref('int_employment__boundary_changes') }}
    union all
    select
        company,
        'boundary_changes' as step,
        -1 as persons
    from hired_and_gone_with_the_company
),

named as (
    select
        company,
        false as is_total,
        step,
        persons
    from steps
    union all
    select
        'all' as company,
        true as is_total,
        step,
        persons
    from steps
    union all
    select
        'all' as company,
        true as is_total,
        'none' as step,
        0 as persons
    from reporting_year
),

summed as (
    select
        company,
        is_total,
        cast(sum(case when step = 'opening' then persons else 0 end) as int) as opening,
        cast(sum(case when step = 'hires' then persons else 0 end) as int) as hires,
        cast(sum(case when step = 'separations' then persons else 0 end) as int) as separations,
        cast(sum(case when step = 'transfers_in' then persons else 0 end) as int) as transfers_in,
        cast(sum(case when step = 'transfers_out' then persons else 0 end) as int) as transfers_out,
        cast(sum(case when step = 'status_changes' then persons else 0 end) as int) as status_changes,
        cast(sum(case when step = 'boundary_changes' then persons else 0 end) as int) as boundary_changes,
        cast(sum(case when step = 'closing' then persons else 0 end) as int) as closing
    from named
    group by company, is_total
)

select
    summed.company,
    summed.is_total,
    sources.has_movements,
    summed.opening,
    summed.hires,
    summed.separations,
    summed.transfers_in,
    summed.transfers_out,
    summed.status_changes,
    summed.boundary_changes,
    summed.closing,
    case
        when summed.is_total or sources.has_movements
            then
                summed.opening + summed.hires - summed.separations + summed.transfers_in
                - summed.transfers_out + summed.status_changes
                + summed.boundary_changes - summed.closing
    end as difference
from summed
cross join sources
