{%- set of_corruption = "kind = 'corruption'" -%}
{{ contributions_to(['corruption_cases'], 'numerator', 1, ref('fct_cases'), where=of_corruption) }}
union all
{{ contributions_to(['corruption_losses'], 'numerator', 'loss', ref('fct_cases'), where=of_corruption) }}
union all
select
    'cases' as kpi_id,
    'cause' as dimension,
    kind as member,
    'numerator' as role,
    cast(1 as decimal(28, 10)) as amount,
    row_id,
    source_file,
    source_row
from {{ ref('fct_cases') }}
