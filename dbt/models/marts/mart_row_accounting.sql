with counted as (
    select
        contract,
        source_file,
        cast(landed_rows as bigint) as landed,
        0 as used,
        0 as excluded,
        0 as quarantined
    from {{ source('raw', 'landed_files') }}
    union all
    select
        contract,
        source_file,
        0 as landed,
        case when outcome = 'used' then row_count else 0 end as used,
        case when outcome = 'excluded' then row_count else 0 end as excluded,
        case when outcome = 'quarantined' then row_count else 0 end as quarantined
    from {{ ref('int_rows__accounted') }}
),

summed as (
    select
        contract,
        source_file,
        cast(sum(landed) as bigint) as landed,
        cast(sum(used) as bigint) as used,
        cast(sum(excluded) as bigint) as excluded,
        cast(sum(quarantined) as bigint) as quarantined
    from counted
    group by contract, source_file
)

select
    summed.contract,
    summed.source_file,
    names.file_name,
    summed.landed,
    summed.used,
    summed.excluded,
    summed.quarantined,
    summed.landed - summed.used - summed.excluded - summed.quarantined as difference
from summed
left join {{ ref('int_landed_files__named') }} as names on summed.source_file = names.source_file
