{{ config(meta={'dagster': {'ref': {'name': 'dim_location'}}}) }}
{{ not_listed(
    ['stg_procurement__suppliers'], column='country_region', register='dim_location', field='location'
) }}
