with loads as (
    select
        *,
        cast(bins * bin_litres as decimal(28, 10)) as litres_of_bins
    from {{ ref('int_office_waste__screened') }}
    where exclusion_rule is null
),

filled as (
    select
        *,
        cast(litres_of_bins * fill_rate as decimal(28, 10)) as litres
    from loads
)

select
    row_id,
    source_file,
    source_row,
    site_code,
    collection_no,
    category,
    month,
    weight_kg is not null as is_weighed,
    coalesce(weight_kg, cast(litres * density_kg_per_litre as decimal(28, 10))) as kg
from filled
