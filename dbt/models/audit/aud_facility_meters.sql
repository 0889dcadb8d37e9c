{# Where certificates and discharge meters are handed in: what they cover beside what was billed, by site. #}
{%- set quantities = {
    'certificates': ('kwh', ref('fct_energy_attributes'), ref('fct_energy')),
    'discharge': ('m3', ref('fct_water_discharge'), ref('fct_water')),
} -%}

with covered as (
    {%- for utility, (quantity, meters, bills) in quantities.items() %}
        select
            '{{ utility }}' as utility,
            site_code,
            sum({{ quantity }}) as quantity
        from {{ meters }}
        group by site_code
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

billed as (
    {%- for utility, (quantity, meters, bills) in quantities.items() %}
        select
            '{{ utility }}' as utility,
            site_code,
            sum({{ quantity }}) as quantity
        from {{ bills }}
        group by site_code
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select
    covered.utility,
    covered.site_code as subject,
    cast(covered.quantity as decimal(28, 10)) as covered,
    cast(billed.quantity as decimal(28, 10)) as available,
    cast(coalesce(covered.quantity - billed.quantity, covered.quantity) as decimal(28, 10)) as excess,
    cast(null as bigint) as sites_checked
from covered
left join billed on covered.utility = billed.utility and covered.site_code = billed.site_code
union all
select
    'summary' as utility,
    'all sites' as subject,
    null as covered,
    null as available,
    null as excess,
    count(site_code) as sites_checked
from covered
