{{ contributions_to(['corruption_cases'], 'numerator', 1, ref('fct_cases')) }}
union all
{{ contributions_to(['corruption_losses'], 'numerator', 'loss', ref('fct_cases')) }}
