select
    row_id,
    source_file,
    source_row,
    cast(year as integer) as reporting_year,
    control,
    subject,
    cast(stated as decimal(28, 10)) as stated,
    case
        when position('.' in stated) = 0 then 0
        else length(stated) - position('.' in stated)
    end as stated_decimals,
    unit,
    source as document,
    owner
from {{ source('raw', 'company__control_totals') }}
