"""Assembles the graph. Nothing is computed or decided here: each part comes from its own module."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from dagster import BetaWarning, Definitions, PreviewWarning, definitions

from dagster_project.assets.appendix import appendix_assets
from dagster_project.assets.description import described
from dagster_project.assets.history import history_assets
from dagster_project.assets.intake import intake_assets
from dagster_project.assets.models import dbt_models
from dagster_project.assets.published import published_asset
from dagster_project.assets.recompute import recompute_assets
from dagster_project.assets.registry import registry_assets
from dagster_project.assets.translator import LayerTranslator
from dagster_project.checks.draft_state import year_state_check
from dagster_project.checks.publish_gate import publish_gates
from dagster_project.company import CompanyError, read_company
from dagster_project.jobs import reporting_year_job
from dagster_project.partitions import reporting_years
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from dagster_project.resources import CompanyFolder, CompanyWriter
from dagster_project.schedules import last_year_in_january
from dagster_project.sensors import complete_years
from dagster_project.settings import Settings, settings_for
from dagster_project.sign_off_jobs import sign_off_jobs
from dagster_project.warehouse.dbt_project import manifest_json

FIRST_YEAR_WITHOUT_COMPANY = 2022


def build_definitions(
    settings: Settings | None = None, overrides: Mapping[str, Any] | None = None
) -> Definitions:
    """The whole graph for one company.

    Args:
        settings: the company; without one, the graph can be looked at but not run.
        overrides: arguments of `Definitions` that replace the ones assembled here, for tests and measurements.
    """
    with warnings.catch_warnings():
        # Backfill policies and partitioned checks are used knowingly, though Dagster may still change them.
        warnings.simplefilter("ignore", BetaWarning)
        warnings.simplefilter("ignore", PreviewWarning)
        return Definitions(**{**_parts(settings), **(overrides or {})})


def _parts(settings: Settings | None) -> dict[str, Any]:
    first_year = read_company(settings.company_dir).first_year if settings else FIRST_YEAR_WITHOUT_COMPANY
    partitions = reporting_years(first_year)
    contracts = load_contracts(SEEDS_DIR / "contracts")
    manifest = manifest_json()
    assets = [
        registry_assets(partitions),
        history_assets(partitions),
        *intake_assets(contracts, partitions),
        dbt_models(manifest, LayerTranslator(), partitions),
        recompute_assets(partitions),
        *appendix_assets(partitions),
        published_asset(partitions),
    ]
    return {
        "assets": described(assets, contracts, manifest),
        "asset_checks": [*publish_gates(partitions), year_state_check(partitions)],
        "jobs": [reporting_year_job, *sign_off_jobs(partitions)],
        "schedules": [last_year_in_january],
        "sensors": [complete_years],
        "resources": _resources(settings),
    }


def _resources(settings: Settings | None) -> dict[str, Any]:
    resources = {"company": CompanyWriter, "company_folder": CompanyFolder}
    return {
        name: kind.at(settings) if settings else kind.configure_at_launch()
        for name, kind in resources.items()
    }


@definitions
def defs() -> Definitions:
    """The graph of the company that the environment names, or of no company while there is none."""
    try:
        return build_definitions(settings_for())
    except CompanyError:
        return build_definitions()
