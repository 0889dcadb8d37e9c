{# How many days may lie between the last day at one company of the group and the first day at the next.
   A Chinese public holiday with its weekends is the longest gap in which nobody starts. #}
{% macro transfer_days() -%} 10 {%- endmacro %}
