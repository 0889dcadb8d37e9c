{{ kpi_mart(ref('int_headcount__contributions')) }}
