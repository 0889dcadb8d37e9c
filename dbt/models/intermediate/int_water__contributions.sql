{{ contributions_to(['water', 'water_intensity'], 'numerator', 'm3', ref('fct_water')) }}
union all
{{ contributions_to(
    ['water_intensity'], 'denominator', 1, ref('fct_employees_at_year_end'), where="as_of = 'closing'"
) }}
