with digits as (
    {%- for digit in range(10) %}
        select {{ digit }} as digit
        {%- if not loop.last %} union all{% endif %}
    {%- endfor %}
),

days as (
    select
        reporting_year.ends_on,
        reporting_year.starts_on + cast(hundreds.digit * 100 + tens.digit * 10 + ones.digit as int) as day
    from {{ source('registry', 'reporting_year') }} as reporting_year
    cross join digits as hundreds
    cross join digits as tens
    cross join digits as ones
    where hundreds.digit <= 3
)

select
    days.day,
    months.month
from days
inner join {{ ref('int_calendar__months') }} as months
    on days.day between months.first_day and months.last_day
