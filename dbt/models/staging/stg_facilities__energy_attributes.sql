with instruments as (
    select * from {{ source('raw', 'facilities__energy_attributes') }}
),

units as (
    select
        unit,
        factor
    from {{ ref('units') }}
    where quantity = 'electricity'
)

select
    instruments.row_id,
    instruments.source_file,
    instruments.source_row,
    instruments.instrument_no,
    instruments.instrument_type,
    instruments.site_code,
    cast(instruments.generated_from as date) as generated_from,
    cast(instruments.generated_to as date) as generated_to,
    {{ in_canonical_unit('instruments.quantity') }} as kwh,
    cast(instruments.factor as decimal(28, 10)) as factor_value,
    instruments.evidence
from instruments
left join units on instruments.quantity_unit = units.unit
