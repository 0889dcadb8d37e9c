select
    row_id,
    source_file,
    source_row,
    collection_no,
    site_code,
    cast(concat(month, '-01') as date) as month,
    category,
    cast(bins as decimal(28, 10)) as bins,
    cast(bin_litres as decimal(28, 10)) as bin_litres,
    cast(fill_rate as decimal(28, 10)) as fill_rate,
    cast(density_kg_per_litre as decimal(28, 10)) as density_kg_per_litre,
    cast(weight_kg as decimal(28, 10)) as weight_kg
from {{ source('raw', 'facilities__office_waste') }}
