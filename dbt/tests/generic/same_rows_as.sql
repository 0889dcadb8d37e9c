{# Fails for every row id that does not stand exactly once in both models: nothing is dropped, nothing repeated. #}
{% test same_rows_as(model, column_name, of) %}
select row_id
from (
    select {{ column_name }} as row_id, 1 as here, 0 as there from {{ model }}
    union all
    select row_id, 0 as here, 1 as there from {{ of }}
) as both_sides
group by row_id
having sum(here) <> 1 or sum(there) <> 1
{% endtest %}
