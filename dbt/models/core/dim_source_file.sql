with fed as (
    select
        landed.source_file,
        landed.contract,
        contracts.system,
        contracts.owner,
        landed.file_name,
        cast(landed.bytes as bigint) as bytes,
        landed.encoding,
        landed.separator,
        landed.sheets,
        landed.landed_at,
        landed.landed_rows
    from {{ source('raw', 'landed_files') }} as landed
    inner join {{ source('registry', 'contracts') }} as contracts on landed.contract = contracts.contract
),

accounted as (
    select
        source_file,
        cast(sum(case when outcome = 'used' then row_count else 0 end) as bigint) as used,
        cast(sum(case when outcome = 'excluded' then row_count else 0 end) as bigint) as excluded,
        cast(sum(case when outcome = 'quarantined' then row_count else 0 end) as bigint) as quarantined
    from {{ ref('int_rows__accounted') }}
    group by source_file
),

agreed as (
    select
        source_file,
        count(distinct concat(source_sheet, ':', source_row, ':', column_name)) as agreed_totals,
        string_agg(
            distinct concat(coalesce(column_name, 'rows'), ' ', stated),
            '; ' order by concat(coalesce(column_name, 'rows'), ' ', stated)
        ) as control_totals
    from {{ source('raw', 'control_totals') }}
    group by source_file
),

dated as (
    {%- for contract, (first_day, last_day) in dated_by().items() %}
        select
            rows.source_file,
            min(cast({{ first_day }} as date)) as period_from,
            max(cast({{ last_day }} as date)) as period_to
        from {{ ref('stg_' ~ contract) }} as rows
        group by rows.source_file
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

periods as (
    select
        source_file,
        min(period_from) as period_from,
        max(period_to) as period_to
    from dated
    group by source_file
)

select
    fed.source_file,
    reporting_year.reporting_year,
    min(fed.file_name) as file_name,
    string_agg(distinct fed.contract, ', ' order by fed.contract) as contracts,
    string_agg(distinct fed.system, ', ' order by fed.system) as systems,
    string_agg(distinct fed.owner, ', ' order by fed.owner) as owners,
    min(fed.bytes) as bytes,
    min(fed.encoding) as encoding,
    min(fed.separator) as separator,
    string_agg(distinct fed.sheets, ', ' order by fed.sheets) as sheets,
    periods.period_from,
    periods.period_to,
    min(fed.landed_at) as landed_at,
    cast(sum(fed.landed_rows) as bigint) as landed,
    coalesce(accounted.used, 0) as used,
    coalesce(accounted.excluded, 0) as excluded,
    coalesce(accounted.quarantined, 0) as quarantined,
    coalesce(agreed.agreed_totals, 0) as agreed_totals,
    agreed.control_totals
from fed
cross join {{ source('registry', 'reporting_year') }} as reporting_year
left join accounted on fed.source_file = accounted.source_file
left join agreed on fed.source_file = agreed.source_file
left join periods on fed.source_file = periods.source_file
group by all
