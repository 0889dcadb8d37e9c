with injuries as (
    select *
    from {{ ref('fct_injuries') }}
),

employees as (
    select *
    from {{ ref('fct_employees_at_year_end') }}
    where as_of = 'closing'
)

{{ contributions_to(['lost_days'], 'numerator', 'lost_days', 'injuries', 'is_certified_in_year') }}
union all
{{ contributions_to(['fatalities', 'fatality_rate'], 'numerator', 1, 'injuries', 'is_fatality_of_year') }}
union all
{{ contributions_to(['fatality_rate'], 'denominator', 1, 'employees') }}
