select distinct
    'electricity' as utility,
    account_no,
    site_code,
    bill_no,
    case when bill_type = 'reversal' then -1 else 1 end as times,
    period_from,
    period_to
from {{ ref('int_electricity_bills__screened') }}
where exclusion_rule is null
union all
select distinct
    'water' as utility,
    account_no,
    site_code,
    bill_no,
    case when reading_state = 'reversal' then -1 else 1 end as times,
    period_from,
    period_to
from {{ ref('int_water_bills__screened') }}
where exclusion_rule is null
