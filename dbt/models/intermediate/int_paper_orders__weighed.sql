with orders as (
    select
        *,
        upper(specification) as spec,
        case
            when returned_quantity is null then quantity
            else quantity - returned_quantity
        end as kept_quantity
    from {{ ref('int_paper_orders__screened') }}
    where exclusion_rule is null
),

described as (
    select
        *,
        nullif(regexp_extract(spec, '(A[0-9])', 1), '') as paper_size,
        nullif(regexp_extract(spec, '([0-9]+[.]?[0-9]*) *(G|克)', 1), '') as grams_text,
        nullif(regexp_extract(spec, '([0-9]+) *(張|张|SHEETS)', 1), '') as sheets_text,
        case
            when unit = 'pack' then '1'
            else nullif(regexp_extract(spec, '([0-9]+) *(包|PACKS) */', 1), '')
        end as packs_text
    from orders
),

measured as (
    select
        *,
        cast(grams_text as decimal(10, 4)) as grams_per_m2,
        cast(sheets_text as bigint) as sheets_per_pack,
        cast(kept_quantity * cast(packs_text as bigint) as decimal(28, 10)) as packs
    from described
)

select
    measured.row_id,
    measured.source_file,
    measured.source_row,
    measured.site_code,
    measured.order_no,
    measured.material_code,
    measured.specification,
    measured.received_on,
    measured.paper_size,
    measured.grams_per_m2,
    measured.kept_quantity,
    measured.packs,
    cast(measured.packs * measured.sheets_per_pack as decimal(28, 10)) as sheets,
    cast(
        cast(measured.packs * measured.sheets_per_pack as decimal(38, 10))
        * cast(units.factor as decimal(10, 8))
        * measured.grams_per_m2
        * cast(0.001 as decimal(4, 3)) as decimal(28, 10)
    ) as kg
from measured
left join {{ ref('units') }} as units
    on units.quantity = 'paper_sheet' and measured.paper_size = units.unit
