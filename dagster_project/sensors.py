"""When a year is run by its files: as soon as every required export of it has arrived."""

from collections.abc import Iterator

from dagster import DefaultSensorStatus, RunRequest, SensorEvaluationContext, SkipReason, sensor

from dagster_project.inputs import company_digest, is_up_to_date
from dagster_project.jobs import reporting_year_job
from dagster_project.partitions import today, without_partition
from dagster_project.resources import CompanyFolder


@sensor(
    job=reporting_year_job,
    minimum_interval_seconds=60,
    default_status=DefaultSensorStatus.RUNNING,
    description="Runs a year once all exports in scope are there, and again when one of its files changes.",
)
def complete_years(
    context: SensorEvaluationContext, company_folder: CompanyFolder
) -> Iterator[RunRequest | SkipReason]:
    """Ask for each complete year whose draft is not up to date; the run key is the year with its files' hash."""
    from dagster_project.intake import missing_exports

    settings = company_folder.settings
    requests: list[RunRequest] = []
    waiting: list[str] = []
    for year in _years(company_folder):
        missing = missing_exports(settings, year)
        if without_partition([year], company_folder.choices.first_year):
            waiting.append(f"{year} is not over: by this machine's clock it is {today()}.")
        elif missing:
            waiting.append(f"{year} still lacks {', '.join(missing)}.")
        elif not is_up_to_date(settings, year):
            digest = company_digest(settings, year)
            requests.append(RunRequest(run_key=f"{year}-{digest}", partition_key=str(year)))
    if requests:
        yield from requests
    else:
        yield SkipReason(
            " ".join(waiting) or "No year became complete or changed since its draft was written."
        )


def _years(company_folder: CompanyFolder) -> list[int]:
    folder = company_folder.settings.company_dir / "raw"
    first = company_folder.choices.first_year
    names = (
        [path.name for path in folder.iterdir() if path.is_dir() and path.name.isdigit()]
        if folder.is_dir()
        else []
    )
    return sorted(int(name) for name in names if int(name) >= first)
