{# A company without emission factors for the year has these KPIs out of scope and emissions of null;
   where they are in scope, a row with no factor stays and fails the test of `amount`. #}
{%- set in_scope -%}
exists (
    select 1 from {{ source('registry', 'kpi_members') }} as kpi_members
    where kpi_members.kpi_id = 'ghg_scope2' and kpi_members.in_scope
)
{%- endset -%}
{{ contributions_to(
    ['ghg_scope2', 'ghg_scope2_intensity'], 'numerator', 'emissions_kg', ref('fct_energy'), where=in_scope
) }}
union all
{{ contributions_to(
    ['ghg_scope2_intensity'], 'denominator', 1, ref('fct_employees_at_year_end'), where="as_of = 'closing'"
) }}
