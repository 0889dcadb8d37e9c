with waste as (
    select
        *,
        coalesce(received_quantity, transferred_quantity) as quantity
    from {{ ref('int_hazardous_waste__screened') }}
    where exclusion_rule is null
),

converted as (
    select
        waste.*,
        case when waste.unit = 'piece' then unit_weights.kg_per_piece else units.factor end as kg_per_unit
    from waste
    left join {{ ref('units') }} as units on units.quantity = 'waste' and waste.unit = units.unit
    left join {{ ref('stg_company__unit_weights') }} as unit_weights
        on waste.waste_name = unit_weights.waste_name
)

select
    row_id,
    source_file,
    source_row,
    site_code,
    manifest_no,
    waste_name,
    waste_code,
    transferred_on,
    treatment,
    quantity,
    unit,
    kg_per_unit,
    cast(quantity * kg_per_unit as decimal(28, 10)) as kg
from converted
