{# The topics of the appendix: each has an int_<topic>__contributions and a mart_<topic>. #}
{% macro topics() %}
{{ return([
    'community', 'customers', 'energy', 'ethics', 'facilities', 'ghg', 'headcount', 'health_safety', 'hiring',
    'paper', 'register', 'suppliers', 'training', 'turnover', 'waste', 'water', 'workforce',
]) }}
{% endmacro %}
