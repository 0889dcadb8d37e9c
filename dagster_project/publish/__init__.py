"""From KPI values to the published files: lines, comparison, formats, draft folder. No Dagster, no models."""
