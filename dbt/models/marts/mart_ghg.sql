{{ kpi_mart(ref('int_ghg__contributions')) }}
