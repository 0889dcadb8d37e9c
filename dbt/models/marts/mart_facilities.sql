{{ kpi_mart(ref('int_facilities__contributions')) }}
