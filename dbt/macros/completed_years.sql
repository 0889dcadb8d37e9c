{# Age in completed years on a day: a birthday on that very day counts. #}
{% macro completed_years(birth_date, on_day) -%}
(
    extract(year from {{ on_day }}) - extract(year from {{ birth_date }})
    - case
        when extract(month from {{ on_day }}) * 100 + extract(day from {{ on_day }})
            < extract(month from {{ birth_date }}) * 100 + extract(day from {{ birth_date }}) then 1
        else 0
    end
)
{%- endmacro %}
