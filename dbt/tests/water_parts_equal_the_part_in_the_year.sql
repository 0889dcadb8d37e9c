{{ config(meta={'dagster': {'ref': {'name': 'int_water_bills__monthly'}}}) }}
{{ parts_that_miss_the_year(ref('int_water_bills__monthly'), 'borne_litres', 'litres') }}
