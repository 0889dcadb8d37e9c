"""The jobs: one, which runs a reporting year from exports to draft appendix."""

from __future__ import annotations

from dagster import AssetSelection, define_asset_job, in_process_executor

from dagster_project.run_events import YEAR_JOB
from dagster_project.year_state import STATE

reporting_year_job = define_asset_job(
    YEAR_JOB,
    selection=AssetSelection.all() - AssetSelection.checks(STATE),
    description="One reporting year: landing and gates, models, KPI marts, publish gates, draft appendix.",
    executor_def=in_process_executor,
)
