{{ kpi_mart(ref('int_paper__contributions')) }}
