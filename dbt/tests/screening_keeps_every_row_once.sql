{# A staged row that does not stand exactly once in its screened model, or the other way round. #}
{{ config(meta={'dagster': {'ref': {'name': 'int_employees__screened'}}}) }}
with both_sides as (
    {%- for contract, model in screened_models().items() %}
        select
            '{{ model }}' as model,
            row_id,
            1 as staged,
            0 as screened
        from {{ ref('stg_' ~ contract) }}
        union all
        select
            '{{ model }}' as model,
            row_id,
            0 as staged,
            1 as screened
        from {{ ref(model) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select
    model,
    row_id,
    sum(staged) as staged,
    sum(screened) as screened
from both_sides
group by model, row_id
having sum(staged) <> 1 or sum(screened) <> 1
