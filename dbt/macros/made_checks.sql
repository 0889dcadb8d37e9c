{# The end of an audit model of checks: one row per check with the rows that it looked at, and one per check and
   subject that it found something in. `checks` names for each check the relation that it looks at and a key of
   it that is never null; a CTE `findings` holds check_id, subject and found. #}
{% macro made_checks(checks) %}
{%- for check, (rows, key) in checks.items() %}
select
    '{{ check }}' as check_id,
    'summary' as subject,
    cast(null as string) as found,
    cast(0 as int) as times,
    cast(count({{ key }}) as int) as rows_checked
from {{ rows }}
union all
{%- endfor %}
select
    check_id,
    subject,
    min(found) as found,
    cast(count(found) as int) as times,
    cast(null as int) as rows_checked
from findings
group by check_id, subject
{%- endmacro %}
