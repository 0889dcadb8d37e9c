"""What every company shares, read from `seeds/`: KPIs, print order, export contracts. No company's data."""
