{# A sum passes over a missing amount without a word: a row that counts and has none stops the year. #}
{{ config(meta={'dagster': {'ref': {'name': 'int_headcount__contributions'}}}) }}
{%- for topic in topics() %}
    select
        kpi_id,
        role,
        row_id
    from {{ ref('int_' ~ topic ~ '__contributions') }}
    where amount is null
    {%- if not loop.last %}
        union all
    {%- endif %}
{%- endfor %}
