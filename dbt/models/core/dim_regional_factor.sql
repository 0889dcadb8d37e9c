{{ chosen_factors(source('registry', 'regional_factors')) }}
