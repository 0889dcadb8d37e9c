{{ chosen_factors(source('registry', 'grid_factors')) }}
