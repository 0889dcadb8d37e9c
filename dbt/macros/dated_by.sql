{# Of each export whose rows are of a time: the first and the last day of a row. Lists of what is (suppliers,
   employments) are of none; a roster is of the day that it shows. #}
{% macro dated_by() %}
{%- set year = source('registry', 'reporting_year') -%}
{%- set shown_day -%}
case rows.snapshot
    when 'opening' then {{ dbt.dateadd('day', -1, '(select min(starts_on) from ' ~ year ~ ')') }}
    else (select max(ends_on) from {{ year }})
end
{%- endset -%}
{{ return({
    'compliance__lawsuits': ('rows.concluded_on', 'rows.concluded_on'),
    'customers__complaints': ('rows.received_on', 'rows.received_on'),
    'customers__satisfaction': ('rows.rated_on', 'rows.rated_on'),
    'facilities__electricity_bills': (dbt.dateadd('day', 1, 'rows.period_from'), 'rows.period_to'),
    'facilities__energy_attributes': ('rows.generated_from', 'rows.generated_to'),
    'facilities__hazardous_waste': ('rows.transferred_on', 'rows.transferred_on'),
    'facilities__office_waste': ('rows.month', dbt.last_day('rows.month', 'month')),
    'facilities__water_bills': (dbt.dateadd('day', 1, 'rows.period_from'), 'rows.period_to'),
    'facilities__water_discharge': ('rows.month', dbt.last_day('rows.month', 'month')),
    'hr__attendance': ('rows.month_starts_on', dbt.last_day('rows.month_starts_on', 'month')),
    'hr__employees': (shown_day, shown_day),
    'hr__injuries': ('rows.accident_on', 'rows.accident_on'),
    'hr__movements': ('rows.effective_on', 'rows.effective_on'),
    'hr__recruitment': ('rows.started_on', 'rows.started_on'),
    'hr__separations': ('rows.last_working_day', 'rows.last_working_day'),
    'hr__training_records': ('rows.started_at', 'rows.started_at'),
    'procurement__paper_orders': (
        'coalesce(rows.received_on, rows.ordered_on)', 'coalesce(rows.received_on, rows.ordered_on)'
    ),
    'procurement__supplier_assessments': ('rows.assessed_on', 'rows.assessed_on'),
    'procurement__supplier_terminations': ('rows.terminated_on', 'rows.terminated_on'),
}) }}
{% endmacro %}
