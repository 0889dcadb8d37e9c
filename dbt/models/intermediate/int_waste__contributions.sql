{{ contributions_to(
    ['hazardous_waste', 'hazardous_waste_intensity'], 'numerator', 'kg', ref('fct_waste'),
    where="waste_class = 'hazardous'"
) }}
union all
{{ contributions_to(
    ['nonhazardous_waste', 'nonhazardous_waste_intensity'], 'numerator', 'kg', ref('fct_waste'),
    where="waste_class = 'nonhazardous'"
) }}
union all
{{ contributions_to(
    ['hazardous_waste_intensity', 'nonhazardous_waste_intensity'], 'denominator', 1,
    ref('fct_employees_at_year_end'), where="as_of = 'closing'"
) }}
