select
    row_id,
    source_file,
    source_row,
    cast(year as integer) as reporting_year,
    indicator,
    dimension,
    member,
    cast(value as decimal(28, 10)) as value,
    cast(base as decimal(28, 10)) as base,
    cast(full_score as decimal(28, 10)) as full_score,
    evidence,
    owner,
    signed_by,
    cast(signed_on as date) as signed_on
from {{ source('raw', 'company__indicators') }}
