with new_suppliers as (
    select
        'new_suppliers' as kpi_id,
        'numerator' as role,
        1 as amount,
        row_id,
        source_file,
        source_row,
        region
    from {{ ref('fct_suppliers') }}
    where is_new
)

{{ by_member('new_suppliers', ['region']) }}
union all
{{ contributions_to(
    ['suppliers_assessed'], 'numerator', 1, ref('fct_supplier_assessments'), where='is_first_of_year'
) }}
union all
{{ contributions_to(
    ['suppliers_terminated'], 'numerator', 1, ref('fct_supplier_terminations'), where='is_first_of_year'
) }}
