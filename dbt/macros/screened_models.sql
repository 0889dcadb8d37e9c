{# The screened model of each export's contract: every row that landed is in one of them, used or left out. #}
{% macro screened_models() %}
{{ return({
    'compliance__lawsuits': 'int_lawsuits__screened',
    'customers__complaints': 'int_complaints__screened',
    'customers__satisfaction': 'int_satisfaction__screened',
    'facilities__electricity_bills': 'int_electricity_bills__screened',
    'facilities__energy_attributes': 'int_energy_attributes__screened',
    'facilities__hazardous_waste': 'int_hazardous_waste__screened',
    'facilities__office_waste': 'int_office_waste__screened',
    'facilities__water_bills': 'int_water_bills__screened',
    'facilities__water_discharge': 'int_water_discharge__screened',
    'hr__attendance': 'int_attendance__screened',
    'hr__employees': 'int_employees__screened',
    'hr__employments': 'int_employments__screened',
    'hr__injuries': 'int_injuries__screened',
    'hr__movements': 'int_movements__screened',
    'hr__recruitment': 'int_recruitment__screened',
    'hr__separations': 'int_separations__screened',
    'hr__training_records': 'int_training_records__screened',
    'procurement__paper_orders': 'int_paper_orders__screened',
    'procurement__supplier_assessments': 'int_supplier_assessments__screened',
    'procurement__supplier_terminations': 'int_supplier_terminations__screened',
    'procurement__suppliers': 'int_suppliers__screened',
}) }}
{% endmacro %}
