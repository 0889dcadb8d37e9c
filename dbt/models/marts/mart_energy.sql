{{ kpi_mart(ref('int_energy__contributions')) }}
