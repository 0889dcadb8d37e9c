{{ contributions_to(['electricity', 'electricity_intensity'], 'numerator', 'kwh', ref('fct_energy')) }}
union all
{{ contributions_to(
    ['electricity_intensity'], 'denominator', 1, ref('fct_employees_at_year_end'), where="as_of = 'closing'"
) }}
