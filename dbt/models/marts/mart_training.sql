{{ kpi_mart(ref('int_training__contributions')) }}
