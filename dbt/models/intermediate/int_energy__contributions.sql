with carriers as (
    select
        'indirect' as energy_class,
        'purchased_electricity' as energy_type,
        'numerator' as role,
        kwh as amount,
        row_id,
        source_file,
        source_row
    from {{ ref('fct_energy') }}
    union all
    select
        'direct' as energy_class,
        source as energy_type,
        case when status = 'quantity' then 'numerator' else 'notation' end as role,
        case when status = 'quantity' then kwh else 0 end as amount,
        row_id,
        source_file,
        source_row
    from {{ ref('fct_scope1') }}
    where source <> 'refrigerant'
)

{{ contributions_to(['electricity', 'electricity_intensity'], 'numerator', 'kwh', ref('fct_energy')) }}
union all
{{ contributions_to(
    ['electricity_intensity'], 'denominator', 1, ref('fct_employees_at_year_end'), where="as_of = 'closing'"
) }}
union all
{{ by_member('carriers', ['energy_class', 'energy_type'], kpi_id='energy_mwh') }}
union all
{{ by_member('carriers', ['energy_class', 'energy_type'], kpi_id='energy_gj') }}
