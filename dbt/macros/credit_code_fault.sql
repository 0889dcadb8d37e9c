{# Whether the last character of a unified social credit code is not the check character of the 17 before it
   (GB 32100-2015: weights 3^i mod 31 over an alphabet of 31). Only for codes of its 18 characters. #}
{% macro credit_code_fault(code) -%}
{%- set alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY' -%}
(
    (
        {%- for place in range(17) %}
        (instr('{{ alphabet }}', substr({{ code }}, {{ place + 1 }}, 1)) - 1) * {{ (3 ** place) % 31 }} +
        {%- endfor %}
        instr('{{ alphabet }}', substr({{ code }}, 18, 1)) - 1
    ) % 31 <> 0
)
{%- endmacro %}
