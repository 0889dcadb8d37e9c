with additive as (
    select * from {{ ref('mart_kpi_values') }}
    where kind in ('count', 'amount')
),

members as (
    select
        kpi_id,
        dimension,
        count(member) as member_count,
        cast(sum(value) as decimal(28, 10)) as members_sum
    from additive
    where dimension <> 'total'
    group by kpi_id, dimension
)

select
    members.kpi_id,
    members.dimension,
    totals.reporting_year,
    totals.status,
    members.member_count,
    totals.value as total,
    members.members_sum,
    cast(totals.value - members.members_sum as decimal(28, 10)) as difference
from members
inner join additive as totals on members.kpi_id = totals.kpi_id and totals.dimension = 'total'
