{# A life-cycle footprint counts emissions upstream of the power station, which are not scope 2. #}
select
    grid,
    factor_id,
    basis
from {{ ref('dim_emission_factor') }}
where basis like '%not_for_scope_2%'
