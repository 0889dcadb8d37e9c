with left_rows as (
    select
        contract,
        row_id,
        'excluded' as outcome
    from {{ source('raw', 'excluded_rows') }}
    union all
    select distinct
        contract,
        row_id,
        'quarantined' as outcome
    from {{ source('raw', 'quarantined_rows') }}
),

raw_rows as (
    {%- for contract in screened_models() %}
        select
            '{{ contract }}' as contract,
            count(row_id) as row_count
        from {{ source('raw', contract) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

landed as (
    select
        raw_rows.contract,
        sum(case when files.contract is null then 0 else files.landed_rows end) as row_count
    from raw_rows
    left join {{ source('raw', 'landed_files') }} as files on raw_rows.contract = files.contract
    group by raw_rows.contract
),

left_at_intake as (
    select
        raw_rows.contract,
        count(case when left_rows.outcome = 'excluded' then left_rows.row_id end) as excluded,
        count(case when left_rows.outcome = 'quarantined' then left_rows.row_id end) as quarantined
    from raw_rows
    left join left_rows on raw_rows.contract = left_rows.contract
    group by raw_rows.contract
),

staged as (
    {%- for contract in screened_models() %}
        select
            '{{ contract }}' as contract,
            count(row_id) as row_count
        from {{ ref('stg_' ~ contract) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

screened as (
    {%- for contract, model in screened_models().items() %}
        select
            '{{ contract }}' as contract,
            row_id,
            exclusion_rule
        from {{ ref(model) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

reached as (
    {%- for contract, facts in facts_of().items() %}
        {%- for fact in facts %}
            select
                '{{ contract }}' as contract,
                row_id
            from {{ ref(fact) }}
            union all
        {%- endfor %}
    {%- endfor %}
    select
        'no contract' as contract,
        null as row_id
),

facts as (
    select distinct
        contract,
        row_id
    from reached
),

-- Used rows that have no fact of their own, each with the reason.
set_aside as (
    select
        'hr__movements' as contract,
        row_id,
        'says where a hire came from or a leaver went' as reason
    from {{ ref('int_movements__screened') }}
    where exclusion_rule is null
    union all
    select
        'procurement__suppliers' as contract,
        codes.row_id,
        'another code of a supplier that counts once' as reason
    from {{ ref('int_suppliers__screened') }} as codes
    inner join {{ ref('fct_suppliers') }} as suppliers on codes.registration_no = suppliers.registration_no
    where codes.exclusion_rule is null and codes.row_id <> suppliers.row_id
),

traced as (
    select
        staged.contract,
        count(case when screened.exclusion_rule is null then screened.row_id end) as used,
        count(screened.exclusion_rule) as excluded,
        count(case when screened.exclusion_rule is null then facts.row_id end) as in_facts,
        count(
            case when screened.exclusion_rule is null and facts.row_id is null then aside.row_id end
        ) as aside,
        count(case when screened.exclusion_rule is not null then facts.row_id end) as excluded_in_facts,
        max(aside.reason) as reason
    from staged
    left join screened on staged.contract = screened.contract
    left join facts
        on screened.contract = facts.contract and screened.row_id = facts.row_id
    left join set_aside as aside
        on screened.contract = aside.contract and screened.row_id = aside.row_id
    group by staged.contract
),

borders as (
    select
        raw_rows.contract,
        1 as place,
        'intake' as border,
        landed.row_count as rows_before,
        raw_rows.row_count as rows_after,
        left_at_intake.excluded,
        left_at_intake.quarantined,
        0 as set_aside,
        null as reason,
        0 as excluded_in_facts
    from raw_rows
    inner join landed on raw_rows.contract = landed.contract
    inner join left_at_intake on raw_rows.contract = left_at_intake.contract
    union all
    select
        raw_rows.contract,
        2 as place,
        'staging' as border,
        raw_rows.row_count as rows_before,
        staged.row_count as rows_after,
        0 as excluded,
        0 as quarantined,
        0 as set_aside,
        null as reason,
        0 as excluded_in_facts
    from raw_rows
    inner join staged on raw_rows.contract = staged.contract
    union all
    select
        staged.contract,
        3 as place,
        'screening' as border,
        staged.row_count as rows_before,
        traced.used as rows_after,
        traced.excluded,
        0 as quarantined,
        0 as set_aside,
        null as reason,
        0 as excluded_in_facts
    from staged
    inner join traced on staged.contract = traced.contract
    union all
    select
        staged.contract,
        4 as place,
        'facts' as border,
        traced.used as rows_before,
        traced.in_facts as rows_after,
        0 as excluded,
        0 as quarantined,
        traced.aside as set_aside,
        traced.reason,
        traced.excluded_in_facts
    from staged
    inner join traced on staged.contract = traced.contract
)

select
    contract,
    place,
    border,
    cast(rows_before as bigint) as rows_before,
    cast(rows_after as bigint) as rows_after,
    cast(excluded as bigint) as excluded,
    cast(quarantined as bigint) as quarantined,
    cast(set_aside as bigint) as set_aside,
    reason,
    cast(excluded_in_facts as bigint) as excluded_in_facts,
    cast(rows_before - rows_after - excluded - quarantined - set_aside as bigint) as difference
from borders
