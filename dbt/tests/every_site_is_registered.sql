{{ config(meta={'dagster': {'ref': {'name': 'dim_site'}}}) }}
{{ not_listed(
    [
        'stg_facilities__electricity_bills', 'stg_facilities__energy_attributes', 'stg_facilities__hazardous_waste',
        'stg_facilities__office_waste', 'stg_facilities__water_bills', 'stg_facilities__water_discharge',
        'stg_procurement__paper_orders',
    ],
    column='site_code', register='dim_site', field='site_code'
) }}
