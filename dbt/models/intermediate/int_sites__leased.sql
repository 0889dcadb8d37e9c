with clipped as (
    select
        sites.row_id,
        sites.source_file,
        sites.source_row,
        sites.site_code,
        case
            when sites.lease_from > reporting_year.starts_on then sites.lease_from
            else reporting_year.starts_on
        end as first_day,
        case
            when sites.lease_to < reporting_year.ends_on then sites.lease_to
            else reporting_year.ends_on
        end as last_day
    from {{ ref('dim_site') }} as sites
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
    where sites.is_in_boundary
)

select
    row_id,
    source_file,
    source_row,
    site_code,
    cast({{ dbt.datediff('first_day', 'last_day', 'day') }} + 1 as int) as days  -- noqa: LT05
from clipped
where first_day <= last_day
