{%- set metered = "site_code in (select site_code from " ~ ref('fct_water_discharge') ~ ")" -%}
{{ contributions_to(['water', 'water_intensity', 'water_withdrawal'], 'numerator', 'm3', ref('fct_water')) }}
union all
{{ contributions_to(
    ['water_intensity'], 'denominator', 1, ref('fct_employees_at_year_end'), where="as_of = 'closing'"
) }}
union all
{{ contributions_to(['water_discharge'], 'numerator', 'm3', ref('fct_water_discharge')) }}
union all
{{ contributions_to(['water_consumption'], 'numerator', 'm3', ref('fct_water'), where=metered) }}
union all
{{ contributions_to(['water_consumption'], 'numerator', '-m3', ref('fct_water_discharge')) }}
