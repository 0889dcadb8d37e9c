select
    source_file,
    min(file_name) as file_name
from {{ source('raw', 'landed_files') }}
group by source_file
