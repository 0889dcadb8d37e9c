select
    contract,
    rule,
    decided_at,
    cast(sum(row_count) as bigint) as rows
from {{ ref('int_rows__accounted') }}
where outcome = 'excluded'
group by contract, rule, decided_at
