with orders as (
    select
        *,
        upper(specification) as described,
        case when returned_quantity is null then quantity else quantity - returned_quantity end as kept_quantity
    from {{ ref('int_paper_orders__screened') }}
    where exclusion_rule is null
),

described as (
    select
        *,
        nullif(regexp_extract(described, '(A[0-9])', 1), '') as paper_size,
        cast(nullif(regexp_extract(described, '([0-9]+[.]?[0-9]*) *(G|克)', 1), '') as decimal(10, 4)) as grams_per_m2,
        cast(nullif(regexp_extract(described, '([0-9]+) *(張|张|SHEETS)', 1), '') as bigint) as sheets_per_pack,
        cast(nullif(regexp_extract(described, '([0-9]+) *(包|PACKS) */', 1), '') as bigint) as packs_per_box
    from orders
),

counted as (
    select
        *,
        cast(
            kept_quantity * case when unit = 'box' then packs_per_box else 1 end as decimal(28, 10)
        ) as packs
    from described
),

leaves as (
    select
        counted.*,
        cast(counted.packs * counted.sheets_per_pack as decimal(28, 10)) as sheets,
        cast(units.factor * counted.grams_per_m2 as decimal(28, 10)) as grams_per_sheet
    from counted
    left join {{ ref('units') }} as units on units.quantity = 'paper_sheet' and counted.paper_size = units.unit
)

select
    row_id,
    source_file,
    source_row,
    site_code,
    order_no,
    material_code,
    specification,
    received_on,
    paper_size,
    grams_per_m2,
    packs,
    sheets,
    cast(cast(sheets * grams_per_sheet as decimal(38, 10)) * 0.001 as decimal(28, 10)) as kg
from leaves
