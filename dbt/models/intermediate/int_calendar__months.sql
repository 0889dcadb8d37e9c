with digits as (
    {%- for digit in range(13) %}
        select {{ digit }} as months_later
        {%- if not loop.last %} union all{% endif %}
    {%- endfor %}
),

reporting_year as (
    select
        starts_on,
        ends_on
    from {{ source('registry', 'reporting_year') }}
),

numbered as (
    select
        reporting_year.starts_on,
        reporting_year.ends_on,
        extract(year from reporting_year.starts_on) as first_year,
        extract(month from reporting_year.starts_on) - 1 + digits.months_later as month_index
    from reporting_year
    cross join digits
),

months as (
    select
        starts_on,
        ends_on,
        make_date(
            cast(first_year + case when month_index >= 12 then 1 else 0 end as int),
            cast(month_index % 12 + 1 as int),
            1
        ) as month
    from numbered
)

select
    month,
    greatest(month, starts_on) as first_day,
    least(last_day(month), ends_on) as last_day
from months
where month <= ends_on
