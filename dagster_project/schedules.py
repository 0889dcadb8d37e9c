"""When a year is run by the clock: in January, for the year that has just ended."""

from dagster import (
    DefaultScheduleStatus,
    RunRequest,
    ScheduleEvaluationContext,
    schedule,
)

from dagster_project.jobs import reporting_year_job
from dagster_project.partitions import TIMEZONE


@schedule(
    job=reporting_year_job,
    cron_schedule="0 6 15 1 *",
    execution_timezone=TIMEZONE,
    default_status=DefaultScheduleStatus.RUNNING,
    description="On 15 January at six in Hong Kong: last year's draft, complete or not, so that what is missing shows.",
)
def last_year_in_january(context: ScheduleEvaluationContext) -> RunRequest:
    """Ask for last year's partition."""
    year = str(context.scheduled_execution_time.year - 1)
    return RunRequest(run_key=f"schedule-{year}", partition_key=year)
