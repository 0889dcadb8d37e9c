{%- set columns = [
    'level', 'subject', 'site_code', 'received_share', 'unit_change', 'kg_to_usual', 'share_of_year',
    'weight_to_bins', 'density_to_usual', 'categories_missing', 'price_to_usual', 'returned_share',
    'days_to_delivery', 'grams_per_m2', 'sheets_per_unit', 'specifications', 'hole', 'in_turn',
    'rows_checked',
] -%}

with hazardous as (
    select
        weighed.row_id,
        weighed.site_code,
        weighed.waste_name,
        weighed.unit,
        cast(weighed.kg as double) as kg,
        weighed.kg_per_unit,
        screened.transferred_quantity,
        screened.received_quantity,
        concat_ws(' ', weighed.manifest_no, weighed.waste_code, weighed.waste_name) as subject
    from {{ ref('int_hazardous_waste__weighed') }} as weighed
    inner join {{ ref('int_hazardous_waste__screened') }} as screened on weighed.row_id = screened.row_id
),

usual_waste as (
    select
        waste_name,
        mode(unit) as unit,
        median(kg) as kg
    from hazardous
    group by waste_name
),

all_hazardous as (
    select sum(kg) as kg from hazardous
),

office as (
    select
        screened.row_id,
        screened.site_code,
        screened.month,
        screened.category,
        concat_ws(' ', screened.collection_no, screened.category) as subject,
        cast(weighed.kg as double) as kg,
        cast(screened.density_kg_per_litre as double) as density,
        cast(screened.weight_kg as double)
        / nullif(
            cast(screened.bins as double) * cast(screened.bin_litres as double)
            * cast(screened.fill_rate as double) * cast(screened.density_kg_per_litre as double), 0
        ) as weight_to_bins
    from {{ ref('int_office_waste__screened') }} as screened
    inner join {{ ref('int_office_waste__weighed') }} as weighed on screened.row_id = weighed.row_id
),

usual_density as (
    select
        category,
        median(density) as density
    from office
    group by category
),

usual_load as (
    select
        site_code,
        category,
        median(kg) as kg
    from office
    group by site_code, category
),

collected as (
    select
        site_code,
        month,
        string_agg(distinct category, ' ' order by category) as categories
    from office
    group by site_code, month
),

usually_collected as (
    select
        site_code,
        mode(categories) as categories
    from collected
    group by site_code
),

paper as (
    select
        weighed.row_id,
        weighed.site_code,
        concat_ws(' ', weighed.order_no, weighed.material_code) as subject,
        weighed.material_code,
        weighed.specification,
        concat_ws(' ', weighed.paper_size, cast(weighed.grams_per_m2 as string)) as paper,
        cast(weighed.kg as double) as kg,
        weighed.grams_per_m2,
        cast(stg.quantity as double) as quantity,
        cast(stg.returned_quantity as double) / nullif(cast(stg.quantity as double), 0) as returned_share,
        cast(weighed.sheets as double)
        / nullif(cast(weighed.kept_quantity as double), 0) as sheets_per_unit,
        stg.unit,
        cast(stg.unit_price as double) as unit_price,
        stg.ordered_on,
        stg.received_on
    from {{ ref('int_paper_orders__weighed') }} as weighed
    inner join {{ ref('stg_procurement__paper_orders') }} as stg on weighed.row_id = stg.row_id
),

usual_price as (
    select
        paper,
        median(unit_price / nullif(sheets_per_unit, 0)) as price
    from paper
    group by paper
),

all_paper as (
    select sum(kg) as kg from paper
),

materials as (
    select
        material_code,
        string_agg(distinct specification, ', ' order by specification) as specifications
    from {{ ref('stg_procurement__paper_orders') }}
    group by material_code
    having count(distinct specification) > 1
),

documents as (
    select
        'manifest' as kind,
        waste.manifest_no as document_no
    from {{ ref('stg_facilities__hazardous_waste') }} as waste
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
    where waste.transferred_on between reporting_year.starts_on and reporting_year.ends_on
    union all
    select
        'order' as kind,
        orders.order_no as document_no
    from {{ ref('stg_procurement__paper_orders') }} as orders
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
    where orders.ordered_on between reporting_year.starts_on and reporting_year.ends_on
),

holes as (
    {{ number_holes('documents') }}
),

manifests as (
    select
        'manifest' as level,
        hazardous.subject,
        hazardous.site_code,
        cast(hazardous.received_quantity as double)
        / nullif(cast(hazardous.transferred_quantity as double), 0) as received_share,
        case
            when hazardous.unit <> usual_waste.unit
                then concat_ws(' ', hazardous.unit, 'for', usual_waste.unit)
        end as unit_change,
        hazardous.kg / nullif(usual_waste.kg, 0) as kg_to_usual,
        hazardous.kg / nullif(all_hazardous.kg, 0) as share_of_year
    from hazardous
    cross join all_hazardous
    inner join usual_waste on hazardous.waste_name = usual_waste.waste_name
),

collections as (
    select
        'collection' as level,
        office.subject,
        office.site_code,
        office.kg / nullif(usual_load.kg, 0) as kg_to_usual,
        office.weight_to_bins,
        office.density / nullif(usual_density.density, 0) as density_to_usual
    from office
    inner join usual_density on office.category = usual_density.category
    inner join usual_load on office.site_code = usual_load.site_code and office.category = usual_load.category
),

months as (
    select
        'month' as level,
        concat_ws(' ', collected.site_code, cast(collected.month as string)) as subject,
        collected.site_code,
        case
            when collected.categories <> usually_collected.categories
                then concat_ws(' ', collected.categories, 'for', usually_collected.categories)
        end as categories_missing
    from collected
    inner join usually_collected on collected.site_code = usually_collected.site_code
),

orders as (
    select
        'order' as level,
        paper.subject,
        paper.site_code,
        paper.kg / nullif(all_paper.kg, 0) as share_of_year,
        paper.unit_price / nullif(paper.sheets_per_unit, 0) / nullif(usual_price.price, 0) as price_to_usual,
        paper.returned_share,
        {{ dbt.datediff('paper.ordered_on', 'paper.received_on', 'day') }} as days_to_delivery,  -- noqa: LT05
        paper.grams_per_m2,
        paper.sheets_per_unit
    from paper
    cross join all_paper
    inner join usual_price on paper.paper = usual_price.paper
),

relabelled as (
    select
        'material' as level,
        material_code as subject,
        specifications
    from materials
),

missing_numbers as (
    select
        'number' as level,
        concat_ws(' ', kind, document_no) as subject,
        hole,
        in_turn
    from holes
    where hole > 0
),

looked_at as (
    select
        'manifests' as subject,
        count(row_id) as row_count
    from hazardous
    union all
    select
        'collections' as subject,
        count(row_id) as row_count
    from office
    union all
    select
        'orders' as subject,
        count(row_id) as row_count
    from paper
),

summaries as (
    select
        'summary' as level,
        subject,
        row_count as rows_checked
    from looked_at
),

judged as (
    {{ stacked({
        'manifests': [
            'level', 'subject', 'site_code', 'received_share', 'unit_change', 'kg_to_usual',
            'share_of_year'
        ],
        'collections': [
            'level', 'subject', 'site_code', 'kg_to_usual', 'weight_to_bins', 'density_to_usual'
        ],
        'months': ['level', 'subject', 'site_code', 'categories_missing'],
        'orders': [
            'level', 'subject', 'site_code', 'share_of_year', 'price_to_usual', 'returned_share',
            'days_to_delivery', 'grams_per_m2', 'sheets_per_unit'
        ],
        'relabelled': ['level', 'subject', 'specifications'],
        'missing_numbers': ['level', 'subject', 'hole', 'in_turn'],
        'summaries': ['level', 'subject', 'rows_checked'],
    }, columns) }}
)

select
    level,
    subject,
    site_code,
    cast(received_share as decimal(28, 4)) as received_share,
    unit_change,
    cast(kg_to_usual as decimal(28, 4)) as kg_to_usual,
    cast(share_of_year as decimal(28, 4)) as share_of_year,
    cast(weight_to_bins as decimal(28, 4)) as weight_to_bins,
    cast(density_to_usual as decimal(28, 4)) as density_to_usual,
    categories_missing,
    cast(price_to_usual as decimal(28, 4)) as price_to_usual,
    cast(returned_share as decimal(28, 4)) as returned_share,
    cast(days_to_delivery as bigint) as days_to_delivery,
    cast(grams_per_m2 as decimal(28, 4)) as grams_per_m2,
    cast(sheets_per_unit as decimal(28, 4)) as sheets_per_unit,
    specifications,
    cast(hole as bigint) as hole,
    cast(in_turn as decimal(28, 4)) as in_turn,
    cast(rows_checked as bigint) as rows_checked
from judged
