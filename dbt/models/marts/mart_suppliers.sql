{{ kpi_mart(ref('int_suppliers__contributions')) }}
