"""The partitions of the graph: reporting years. A partition is a label; `company.yml` says which days it has."""

from __future__ import annotations

from dagster import BackfillPolicy, TimeWindowPartitionsDefinition

TIMEZONE = "Asia/Hong_Kong"
ONE_YEAR_A_RUN = BackfillPolicy.multi_run(max_partitions_per_run=1)


def reporting_years(first_year: int) -> TimeWindowPartitionsDefinition:
    """Every calendar year that has ended, from the company's first: a new one appears on 1 January."""
    return TimeWindowPartitionsDefinition(
        start=str(first_year), fmt="%Y", cron_schedule="0 0 1 1 *", timezone=TIMEZONE
    )
