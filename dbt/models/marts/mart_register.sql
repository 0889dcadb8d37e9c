{{ kpi_mart(ref('int_register__contributions')) }}
