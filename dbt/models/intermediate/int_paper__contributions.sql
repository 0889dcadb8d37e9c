{{ contributions_to(['paper'], 'numerator', 'kg', ref('fct_paper')) }}
