select
    movements.row_id,
    movements.employee_key,
    movements.effective_on,
    movements.from_company,
    movements.to_company,
    {{ inside_boundary('company_before', 'movements.effective_on') }} as comes_from_inside
from {{ ref('int_movements__screened') }} as movements
left join
    {{ ref('stg_company__entities') }} as company_before
    on movements.from_company = company_before.company
left join {{ ref('stg_company__entities') }} as company_after on movements.to_company = company_after.company
where
    movements.exclusion_rule is null
    and movements.movement_type in ('entity_transfer', 'group_transfer_out')
    and {{ inside_boundary('company_after', 'movements.effective_on') }}
