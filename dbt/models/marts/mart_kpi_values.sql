with computed as (
    {%- for topic in topics() %}
        select
            kpi_id,
            dimension,
            member,
            numerator,
            denominator,
            scale,
            row_count
        from {{ ref('mart_' ~ topic) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

judged as (
    select
        members.kpi_id,
        members.dimension,
        members.member,
        reporting_year.reporting_year,
        members.kind,
        members.kind in ('count', 'amount') as is_additive,
        members.unit,
        members.method,
        members.missing_needs,
        computed.numerator,
        computed.denominator,
        computed.scale,
        computed.row_count,
        notations.reason as notation_reason,
        case
            when not members.in_scope then 'not_in_scope'
            when notations.status <> 'computed' then notations.status
            when members.is_kept_by_hand and computed.row_count is null then 'not_stated'
            when members.kind in ('count', 'amount') then 'computed'
            when computed.denominator is null or computed.denominator = 0 then 'no_denominator'
            else 'computed'
        end as status
    from {{ source('registry', 'kpi_members') }} as members
    cross join {{ source('registry', 'reporting_year') }} as reporting_year
    left join computed
        on
            members.kpi_id = computed.kpi_id
            and members.dimension = computed.dimension
            and members.member = computed.member
    left join {{ ref('int_notations') }} as notations
        on
            members.kpi_id = notations.kpi_id
            and members.dimension = notations.dimension
            and members.member = notations.member
),

counted as (
    select
        *,
        case
            when status not in ('computed', 'no_denominator') then null
            when status = 'computed' and numerator is null then cast(0 as decimal(28, 10))
            else numerator
        end as known_numerator
    from judged
)

select
    kpi_id,
    dimension,
    member,
    reporting_year,
    kind,
    case when is_additive then known_numerator end as value,
    known_numerator as numerator,
    case when status <> 'not_in_scope' then denominator end as denominator,
    case when status <> 'not_in_scope' then scale end as scale,
    unit,
    method,
    case
        when status = 'not_in_scope' or row_count is null then cast(0 as bigint)
        else row_count
    end as row_count,
    status,
    case
        when status = 'not_in_scope' then concat('Not in company.yml: ', missing_needs)
        when notation_reason is not null then notation_reason
        when status = 'not_stated' then 'The register of indicators has no row of the year'
        when status = 'no_denominator' then 'No row counts towards the denominator'
        when row_count is null then 'No row counts: counted, and none'
    end as status_reason
from counted
