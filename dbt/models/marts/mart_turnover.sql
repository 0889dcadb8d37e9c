{{ kpi_mart(ref('int_turnover__contributions')) }}
