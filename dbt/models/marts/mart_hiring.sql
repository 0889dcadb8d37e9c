{{ kpi_mart(ref('int_hiring__contributions')) }}
