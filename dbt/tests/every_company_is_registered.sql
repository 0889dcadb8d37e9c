{{ config(meta={'dagster': {'ref': {'name': 'dim_entity'}}}) }}
{{ not_listed(
    ['int_employees__screened', 'int_employments__screened', 'int_separations__screened'],
    column='company', register='dim_entity', field='company'
) }}
