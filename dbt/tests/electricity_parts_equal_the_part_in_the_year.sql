{{ config(meta={'dagster': {'ref': {'name': 'int_electricity_bills__monthly'}}}) }}
{{ parts_that_miss_the_year(ref('int_electricity_bills__monthly'), 'borne_milli_kwh', 'milli_kwh') }}
