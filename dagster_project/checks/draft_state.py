"""The check of a draft that says how its year stands. What it says is in `year_state`, also after each run."""

from dagster import (
    AssetCheckExecutionContext,
    AssetCheckResult,
    AssetCheckSpec,
    PartitionsDefinition,
    multi_asset_check,
)

from dagster_project.resources import CompanyFolder
from dagster_project.year_state import STATE, evaluated_state


def year_state_check(partitions: PartitionsDefinition):
    """The check, to be evaluated by hand as well."""

    @multi_asset_check(
        name=STATE.name,
        specs=[
            AssetCheckSpec(
                STATE.name,
                asset=STATE.asset_key,
                partitions_def=partitions,
                description="May the year be published? What arrived, what is in quarantine or to be explained, "
                "which gates passed, whether the draft is up to date; for this year and the others.",
            )
        ],
    )
    def state_of_the_year(
        context: AssetCheckExecutionContext, company_folder: CompanyFolder
    ) -> AssetCheckResult:
        return AssetCheckResult(**evaluated_state(company_folder.settings, int(context.partition_key)))

    return state_of_the_year
