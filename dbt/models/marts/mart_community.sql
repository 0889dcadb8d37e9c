{{ kpi_mart(ref('int_community__contributions')) }}
