{# Numbers that are left out where documents are numbered in turn. `documents` has `kind` and `document_no`; the last
   four digits are the number, what stands before them the series. `hole` is how many numbers are missing before a
   document, `in_turn` the part of its series' documents that follow the one before them at once. #}
{% macro number_holes(documents) -%}
select
    kind,
    document_no,
    cast(number - number_before - 1 as bigint) as hole,
    cast(
        avg(case when number_before is null then null when number = number_before + 1 then 1.0 else 0.0 end)
            over (partition by kind, series) as decimal(28, 4)
    ) as in_turn
from (
    select
        kind,
        document_no,
        series,
        number,
        lag(number) over (partition by kind, series order by number) as number_before
    from (
        select distinct
            kind,
            document_no,
            substr(document_no, 1, length(document_no) - 4) as series,
            try_cast(right(document_no, 4) as int) as number
        from {{ documents }}
        where length(document_no) > 4
    ) as numbered
    where number is not null
) as followed
{%- endmacro %}
