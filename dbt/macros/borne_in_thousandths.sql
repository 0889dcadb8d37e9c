{# The part of a billed quantity that the company bears, in thousandths of its unit: exact up to one rounding,
   half up. An empty share means the whole bill. #}
{% macro borne_in_thousandths(quantity, share) -%}
cast(
    round(
        1000 * case
            when {{ share }} is null then cast({{ quantity }} as decimal(38, 20))
            else {{ quantity }} * {{ share }}
        end,
        0
    ) as bigint
)
{%- endmacro %}
