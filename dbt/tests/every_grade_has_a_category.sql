{{ config(meta={'dagster': {'ref': {'name': 'dim_employee_category'}}}) }}
{{ not_listed(
    ['int_employees__screened', 'int_employments__screened', 'int_separations__screened'],
    column='grade', register='dim_employee_category', field='grade'
) }}
