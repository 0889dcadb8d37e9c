"""The gates: suites of rules at the two borders of the warehouse, how they run, and what they leave behind.

No Dagster here, and no rule about one export or mart: those are data, in `expectations/`.
"""
