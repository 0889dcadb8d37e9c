{{ kpi_mart(ref('int_water__contributions')) }}
