with readings as (
    select * from {{ source('raw', 'facilities__water_discharge') }}
),

units as (
    select
        unit,
        factor
    from {{ ref('units') }}
    where quantity = 'water'
)

select
    readings.row_id,
    readings.source_file,
    readings.source_row,
    readings.site_code,
    readings.meter_no,
    cast(concat(readings.month, '-01') as date) as month,
    {{ in_canonical_unit('readings.quantity') }} as m3,
    readings.destination
from readings
left join units on readings.quantity_unit = units.unit
