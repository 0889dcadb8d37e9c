select
    orders.row_id,
    orders.source_file,
    orders.source_row,
    orders.site_code,
    orders.order_no,
    orders.material_code,
    orders.specification,
    orders.unit,
    orders.quantity,
    orders.returned_quantity,
    orders.received_on,
    case
        when orders.received_on is null then 'not_delivered'
        when orders.received_on not between reporting_year.starts_on and reporting_year.ends_on
            then 'outside_reporting_year'
        when not sites.is_in_boundary then 'outside_boundary'
    end as exclusion_rule
from {{ ref('stg_procurement__paper_orders') }} as orders
cross join {{ source('registry', 'reporting_year') }} as reporting_year
left join {{ ref('stg_company__sites') }} as sites on orders.site_code = sites.site_code
