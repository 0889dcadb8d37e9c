{# The topics of the appendix: each has an int_<topic>__contributions and a mart_<topic>. #}
{% macro topics() %}
{{ return([
    'customers', 'energy', 'ethics', 'facilities', 'ghg', 'headcount', 'health_safety',
    'paper', 'register', 'suppliers', 'training', 'turnover', 'waste', 'water',
]) }}
{% endmacro %}
