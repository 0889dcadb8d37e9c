{# Scores on two scales have no mean. #}
select count(distinct full_score) as scales
from {{ ref('fct_ratings') }}
having count(distinct full_score) > 1
