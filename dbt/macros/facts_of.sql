{# The facts that the used rows of each export's contract reach. Movements have none of their own. #}
{% macro facts_of() %}
{{ return({
    'compliance__lawsuits': ['fct_cases'],
    'customers__complaints': ['fct_complaints'],
    'customers__satisfaction': ['fct_ratings'],
    'facilities__electricity_bills': ['fct_energy'],
    'facilities__energy_attributes': ['fct_energy_attributes'],
    'facilities__hazardous_waste': ['fct_waste'],
    'facilities__office_waste': ['fct_waste'],
    'facilities__water_bills': ['fct_water'],
    'facilities__water_discharge': ['fct_water_discharge'],
    'hr__attendance': ['fct_absences'],
    'hr__employees': ['fct_employees_at_year_end', 'fct_hires', 'fct_separations'],
    'hr__employments': ['fct_employees_at_year_end', 'fct_hires', 'fct_separations'],
    'hr__injuries': ['fct_injuries'],
    'hr__movements': [],
    'hr__recruitment': ['fct_recruitments'],
    'hr__separations': ['fct_employees_at_year_end', 'fct_hires', 'fct_separations'],
    'hr__training_records': ['fct_training', 'fct_volunteering'],
    'procurement__paper_orders': ['fct_paper'],
    'procurement__supplier_assessments': ['fct_supplier_assessments'],
    'procurement__supplier_terminations': ['fct_supplier_terminations'],
    'procurement__suppliers': ['fct_suppliers'],
}) }}
{% endmacro %}
