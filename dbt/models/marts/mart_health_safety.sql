{{ kpi_mart(ref('int_health_safety__contributions')) }}
