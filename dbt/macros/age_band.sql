{# The report's age band of an age in completed years: 30 and 50 both lie in the middle band. #}
{% macro age_band(age_years) -%}
case
    when {{ age_years }} < 30 then 'under_30'
    when {{ age_years }} <= 50 then 'from_30_to_50'
    when {{ age_years }} > 50 then 'over_50'
end
{%- endmacro %}
