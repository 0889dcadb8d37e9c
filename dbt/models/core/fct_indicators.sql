select
    indicators.row_id,
    indicators.source_file,
    indicators.source_row,
    indicators.indicator,
    indicators.dimension,
    indicators.member,
    indicators.value,
    indicators.base,
    indicators.full_score,
    indicators.evidence,
    indicators.owner,
    indicators.signed_by,
    indicators.signed_on
from {{ ref('stg_company__indicators') }} as indicators
inner join {{ source('registry', 'reporting_year') }} as reporting_year
    on indicators.reporting_year = reporting_year.reporting_year
