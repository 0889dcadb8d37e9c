with waste as (
    select
        *,
        case when received_quantity is null then transferred_quantity else received_quantity end as quantity
    from {{ ref('int_hazardous_waste__screened') }}
    where exclusion_rule is null
)

select
    waste.row_id,
    waste.source_file,
    waste.source_row,
    waste.site_code,
    waste.manifest_no,
    waste.waste_name,
    waste.waste_code,
    waste.transferred_on,
    waste.treatment,
    waste.quantity,
    waste.unit,
    case when waste.unit = 'piece' then unit_weights.kg_per_piece else units.factor end as kg_per_unit,
    cast(
        waste.quantity
        * case when waste.unit = 'piece' then unit_weights.kg_per_piece else units.factor end as decimal(28, 10)
    ) as kg
from waste
left join {{ ref('units') }} as units on units.quantity = 'waste' and waste.unit = units.unit
left join {{ ref('stg_company__unit_weights') }} as unit_weights on waste.waste_name = unit_weights.waste_name
