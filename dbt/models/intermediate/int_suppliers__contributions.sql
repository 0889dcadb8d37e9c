{# A master that holds no signature at all was never asked for one: the rate has no denominator then. #}
{%- set among_signed = "is_active and exists (select 1 from " ~ ref('fct_suppliers')
    ~ " as others where others.commitment_signed_on is not null)" -%}
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
),

active_suppliers as (
    select
        'suppliers_active' as kpi_id,
        'numerator' as role,
        1 as amount,
        row_id,
        source_file,
        source_row,
        region
    from {{ ref('fct_suppliers') }}
    where is_active
)

{{ by_member('new_suppliers', ['region']) }}
union all
{{ by_member('active_suppliers', ['region']) }}
union all
{{ contributions_to(
    ['suppliers_assessed'], 'numerator', 1, ref('fct_supplier_assessments'), where='is_first_of_year'
) }}
union all
{{ contributions_to(
    ['suppliers_terminated'], 'numerator', 1, ref('fct_supplier_terminations'), where='is_first_of_year'
) }}
union all
{{ contributions_to(
    ['supplier_commitment_rate'], 'numerator', 1, ref('fct_suppliers'), where='is_active and has_signed'
) }}
union all
{{ contributions_to(
    ['supplier_commitment_rate'], 'denominator', 1, ref('fct_suppliers'), where=among_signed
) }}
union all
{{ contributions_to(
    ['new_suppliers_screened'], 'numerator', 1, ref('fct_suppliers'), where='is_new and is_screened'
) }}
union all
{{ contributions_to(['new_suppliers_screened'], 'denominator', 1, ref('fct_suppliers'), where='is_new') }}
