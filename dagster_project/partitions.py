"""The partitions of the graph: reporting years. A partition is a label; `company.yml` says which days it has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dagster import BackfillPolicy, TimeWindowPartitionsDefinition
from dagster._time import get_current_datetime

TIMEZONE = "Asia/Hong_Kong"
ONE_YEAR_A_RUN = BackfillPolicy.multi_run(max_partitions_per_run=1)


def reporting_years(first_year: int) -> TimeWindowPartitionsDefinition:
    """Every calendar year that has ended, from the company's first: a new one appears on 1 January."""
    return TimeWindowPartitionsDefinition(
        start=str(first_year), fmt="%Y", cron_schedule="0 0 1 1 *", timezone=TIMEZONE
    )


def today() -> date:
    """The day that it is by this machine's clock, as the partitions go by."""
    return get_current_datetime(TIMEZONE).date()


def without_partition(years: Iterable[int], first_year: int) -> list[int]:
    """Those of some years that have no partition: before the company's first, or not over by this machine's clock."""
    there = reporting_years(first_year).get_partition_keys()
    return [year for year in years if str(year) not in there]
