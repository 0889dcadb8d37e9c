"""How an outcome of a gate stands in Dagster. What the outcomes mean is in `gates/results.py`."""

from dagster import AssetCheckSeverity

from dagster_project.gates.results import Outcome


def severity_of(outcome: Outcome) -> AssetCheckSeverity:
    """A failure stops what is downstream; what waits for an explanation does not.

    So everything that is to be explained is seen in one run. The draft refuses either.
    """
    return AssetCheckSeverity.WARN if outcome == "unexplained" else AssetCheckSeverity.ERROR
