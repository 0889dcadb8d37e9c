{# An amount for each facility: amounts stand in the numerator times the days of the year, facility-days in
   the denominator, so that the average number of facilities is never divided before print. #}
{%- set days -%}
cast((
    select {{ dbt.datediff('min(starts_on)', 'max(ends_on)', 'day') }} + 1
    from {{ source('registry', 'reporting_year') }}
) as decimal(4, 0))
{%- endset -%}
{{ contributions_to(['electricity_per_facility'], 'numerator', 'kwh * ' ~ days, ref('fct_energy')) }}
union all
{{ contributions_to(
    ['ghg_scope2_per_facility'], 'numerator', 'emissions_kg * ' ~ days, ref('fct_energy'),
    where=in_scope('ghg_scope2_per_facility')
) }}
union all
{{ contributions_to(['water_per_facility'], 'numerator', 'm3 * ' ~ days, ref('fct_water')) }}
union all
{{ contributions_to(
    ['hazardous_waste_per_facility'], 'numerator', 'kg * ' ~ days, ref('fct_waste'),
    where="waste_class = 'hazardous'"
) }}
union all
{{ contributions_to(
    ['nonhazardous_waste_per_facility'], 'numerator', 'kg * ' ~ days, ref('fct_waste'),
    where="waste_class = 'nonhazardous'"
) }}
union all
{{ contributions_to(
    [
        'electricity_per_facility', 'ghg_scope2_per_facility', 'water_per_facility',
        'hazardous_waste_per_facility', 'nonhazardous_waste_per_facility'
    ], 'denominator', 'days', ref('int_sites__leased')
) }}
