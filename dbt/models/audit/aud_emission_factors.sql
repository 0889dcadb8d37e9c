{# Both choices of a company: under `factors`, and under `regional_factors`, whose grids are marked so. #}
{%- set choices = [
    ('', ref('dim_emission_factor'), 'factor_id', 'emissions_kg', source('history', 'grid_factors')),
    (
        'regional ', ref('dim_regional_factor'), 'regional_factor_id', 'regional_emissions_kg',
        source('history', 'regional_factors')
    ),
] -%}
with chosen as (
    {%- for mark, factors, _, _, _ in choices %}
        select
            concat('{{ mark }}', grid) as subject,
            *
        from {{ factors }}
        where factor_id is not null
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

sites as (
    select
        sites.grid,
        sites.site_code,
        sites.country_region,
        locations.region = 'mainland' as is_mainland
    from {{ ref('dim_site') }} as sites
    left join {{ ref('dim_location') }} as locations on sites.country_region = locations.location
    where sites.is_in_boundary
),

grids as (
    select
        grid,
        string_agg(distinct country_region, ', ' order by country_region) as countries,
        min(case when is_mainland then 1 else 0 end) as all_mainland,
        max(case when is_mainland then 1 else 0 end) as some_mainland
    from sites
    where is_mainland is not null
    group by grid
),

used as (
    {%- for mark, factors, factor_id, emissions_kg, _ in choices %}
        select
            concat('{{ mark }}', factors.grid) as subject,
            count(energy.energy_id) as parts,
            count(distinct energy.{{ factor_id }}) as factors,
            cast(sum(energy.kwh) as decimal(28, 10)) as kwh,
            cast(sum(energy.{{ emissions_kg }}) as decimal(28, 10)) as emissions_kg
        from {{ factors }} as factors
        left join sites on factors.grid = sites.grid
        left join {{ ref('fct_energy') }} as energy on sites.site_code = energy.site_code
        group by factors.grid
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

published as (
    select
        factor_id,
        basis,
        region,
        document,
        cast(nullif(regexp_extract(data_year, '([0-9]{4})', 1), '') as int) as data_year,
        case
            when issued like '%following year%'
                then cast(nullif(regexp_extract(data_year, '([0-9]{4})', 1), '') as int) + 1
            else cast(nullif(regexp_extract(issued, '([0-9]{4})', 1), '') as int)
        end as issued_year
    from {{ ref('emission_factors') }}
),

newest as (
    select
        published.basis,
        published.region,
        max(published.data_year) as data_year
    from published
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
    where
        published.issued_year <= reporting_year.reporting_year
        and published.document not like '%never final%'
    group by published.basis, published.region
),

before as (
    {%- for mark, factors, _, _, last_year in choices %}
        select
            concat('{{ mark }}', factors.grid) as subject,
            published.basis,
            published.region,
            published.data_year
        from {{ factors }} as factors
        left join {{ last_year }} as own on factors.grid = own.grid
        left join {{ last_year }} as fallback on fallback.grid = 'default'
        inner join published on coalesce(own.factor_id, fallback.factor_id) = published.factor_id
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

served as (
    select
        factor_id,
        count(distinct grid) as grids
    from chosen
    group by factor_id
)

select
    'factor' as level,
    chosen.subject as grid,
    chosen.factor_id,
    chosen.factor_value,
    chosen.factor_unit,
    chosen.basis,
    chosen.region,
    grids.countries,
    chosen.evidence,
    case when chosen.factor_document like '%never final%' then 'never final' else 'final' end as standing,
    published.data_year,
    published.issued_year,
    reporting_year.reporting_year - published.data_year as years_behind,
    published.issued_year - reporting_year.reporting_year as years_issued_later,
    case when newest.data_year > published.data_year then newest.data_year end as newer_data_year,
    case
        when chosen.factor_id like 'CN_%' and grids.all_mainland = 0
            then concat_ws(' ', chosen.region, 'for', grids.countries)
        when chosen.factor_id not like 'CN_%' and grids.some_mainland = 1
            then concat_ws(' ', chosen.region, 'for', grids.countries)
    end as region_fault,
    case
        when chosen.basis not like 'national%' and served.grids > 1
            then concat_ws(' ', chosen.region, 'for', cast(served.grids as string), 'grids')
    end as served_fault,
    case
        when before.basis <> chosen.basis then concat_ws(' ', before.basis, 'to', chosen.basis)
        when before.region <> chosen.region then concat_ws(' ', before.region, 'to', chosen.region)
    end as basis_change,
    case
        when before.data_year > published.data_year
            then concat_ws(' ', cast(before.data_year as string), 'to', cast(published.data_year as string))
    end as went_back,
    used.parts,
    used.kwh,
    used.emissions_kg,
    cast(used.emissions_kg - used.kwh * chosen.factor_value as decimal(28, 10)) as difference_kg,
    used.factors as factors_in_fact
from chosen
cross join {{ source('registry', 'reporting_year') }} as reporting_year
inner join published on chosen.factor_id = published.factor_id
left join newest on published.basis = newest.basis and published.region = newest.region
left join served on chosen.factor_id = served.factor_id
left join grids on chosen.grid = grids.grid
inner join used on chosen.subject = used.subject
left join before on chosen.subject = before.subject
union all
select
    'summary' as level,
    'all grids' as grid,
    'all factors' as factor_id,
    null as factor_value,
    null as factor_unit,
    null as basis,
    null as region,
    null as countries,
    null as evidence,
    null as standing,
    null as data_year,
    null as issued_year,
    null as years_behind,
    null as years_issued_later,
    null as newer_data_year,
    null as region_fault,
    null as served_fault,
    null as basis_change,
    null as went_back,
    count(energy_id) as parts,
    cast(sum(kwh) as decimal(28, 10)) as kwh,
    cast(sum(emissions_kg) as decimal(28, 10)) as emissions_kg,
    null as difference_kg,
    null as factors_in_fact
from {{ ref('fct_energy') }}
