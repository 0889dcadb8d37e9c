{{ config(meta={'dagster': {'ref': {'name': 'dim_location'}}}) }}
{{ not_listed(
    ['int_employees__screened', 'int_employments__screened', 'int_separations__screened'],
    column='work_location', register='dim_location', field='location'
) }}
