{{ kpi_mart(ref('int_ethics__contributions')) }}
