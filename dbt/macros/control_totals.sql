{# One row per control: its unit, the export that it checks, the KPI whose scope it shares, and of a group of people
   what decides who belongs to it. #}
{% macro control_kinds(controls, people_of) %}
{%- for control, (unit, export, kpi) in controls.items() %}
    select
        '{{ control }}' as control,
        '{{ unit }}' as unit,
        '{{ export }}' as checks_export,
        '{{ kpi }}' as kpi_id,
        {%- set groups = people_of.keys() | select('in', control) | list %}
        {{ "'" ~ people_of[groups[0]][1] ~ "'" if groups else 'cast(null as string)' }} as decided_by
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
