{{ kpi_mart(ref('int_waste__contributions')) }}
