{# The part of an integer amount that falls on units `before`+1 to `upto` of `whole` units, in integers.
   Cumulative amounts are rounded half up and subtracted, so the parts of a whole always add up to it.
   Division is spelled with the remainder, since a quotient of decimals is inexact. #}
{% macro allocate(amount, before, upto, whole) -%}
({{ _cumulative(amount, upto, whole) }} - {{ _cumulative(amount, before, whole) }})
{%- endmacro %}

{# Amounts may be negative (a reversal): the sign is taken out, so that a reversal undoes its bill to the last unit. #}
{% macro _cumulative(amount, units, whole) -%}
cast(
    sign({{ amount }}) * (
        (2 * abs({{ amount }}) * ({{ units }}) + ({{ whole }}))
        - (2 * abs({{ amount }}) * ({{ units }}) + ({{ whole }})) % (2 * ({{ whole }}))
    ) / (2 * ({{ whole }})) as bigint
)
{%- endmacro %}
