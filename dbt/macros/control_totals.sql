{# One row per control: its unit, the export that it checks and the KPI whose scope it shares. #}
{% macro control_kinds(controls) %}
{%- for control, (unit, export, kpi) in controls.items() %}
    select
        '{{ control }}' as control,
        '{{ unit }}' as unit,
        '{{ export }}' as checks_export,
        '{{ kpi }}' as kpi_id
    {%- if not loop.last %}
    union all
    {%- endif %}
{%- endfor %}
{%- endmacro %}

{# What the exports give for a control total, one row per subject, to be followed by another select.
   `rows` names a relation, `amount` an aggregate over it. #}
{% macro total_of_each(control, rows, subject, amount, condition='true') %}
    select
        '{{ control }}' as control,
        {{ subject }} as subject,
        cast({{ amount }} as decimal(28, 10)) as computed
    from {{ rows }}
    where {{ condition }}
    group by {{ subject }}
    union all
{%- endmacro %}

{# The same over all subjects; always one row. #}
{% macro total_of_all(control, rows, amount, condition='true') %}
    select
        '{{ control }}' as control,
        'all' as subject,
        cast({{ amount }} as decimal(28, 10)) as computed
    from {{ rows }}
    where {{ condition }}
    union all
{%- endmacro %}
