select
    row_id,
    source_file,
    source_row,
    waste_name,
    cast(kg_per_piece as decimal(28, 10)) as kg_per_piece,
    source
from {{ source('raw', 'company__unit_weights') }}
