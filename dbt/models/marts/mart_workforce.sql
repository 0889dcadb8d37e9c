{{ kpi_mart(ref('int_workforce__contributions')) }}
