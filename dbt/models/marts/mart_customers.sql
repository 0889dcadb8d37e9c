{{ kpi_mart(ref('int_customers__contributions')) }}
