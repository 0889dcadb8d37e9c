"""Where a year's gate report is written and read again. What it says is in `model.py`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import duckdb

from dagster_project.company import Company, read_company
from dagster_project.durable import write_whole
from dagster_project.gates.explanations import Explanation, ExplanationError, load_explanations
from dagster_project.gates.passed import RequiredSuite, required_suites
from dagster_project.inputs import draft_was_written_from
from dagster_project.quality.model import Quality
from dagster_project.quality.page import page_html
from dagster_project.quality.reading import read_quality
from dagster_project.quality.stops import Stop, read_stops, record_stops
from dagster_project.settings import Settings
from dagster_project.warehouse.connection import warehouse


def draft_page(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    company: Company,
    year: int,
    required: Sequence[RequiredSuite],
    explanations: Sequence[Explanation],
    inputs: str,
) -> str:
    """The page that goes into the draft, after every required suite was asked and has passed on `inputs`."""
    quality = read_quality(
        connection, company, settings.company_dir, year, required, explanations, inputs, drafted=True
    )
    return page_html(quality)


def write_report(settings: Settings, year: int, inputs: str, stops: Sequence[Stop]) -> Path:
    """Write the page of a run that has ended, and keep what stopped it in the warehouse.

    Where the draft was written the page was written with it, and is left as it is.
    """
    path = settings.quality_page(year)
    with warehouse(settings.warehouse(year)) as connection:
        record_stops(connection, stops)
        if stops or not draft_was_written_from(settings, year, inputs) or not path.is_file():
            write_whole(path, page_html(_quality(connection, settings, year, inputs)).encode("utf-8"))
    return path


def forget_report(settings: Settings, year: int) -> None:
    """Take the page of an earlier run away, so that one that is there is never older than the year's tables."""
    settings.quality_page(year).unlink(missing_ok=True)


def last_quality(settings: Settings, year: int, inputs: str) -> Quality:
    """The gate report of a year as its last run left it.

    Raises:
        FileNotFoundError: the year was never run.
    """
    with warehouse(settings.warehouse(year), read_only=True) as connection:
        return _quality(connection, settings, year, inputs)


def _quality(connection: duckdb.DuckDBPyConnection, settings: Settings, year: int, inputs: str) -> Quality:
    company = read_company(settings.company_dir)
    explanations: list[Explanation] = []
    with suppress(ExplanationError):  # then the steps that need them have stopped and said why
        explanations = load_explanations(settings.company_dir, year)
    return read_quality(
        connection,
        company,
        settings.company_dir,
        year,
        required_suites(company),
        explanations,
        inputs,
        read_stops(connection),
        drafted=draft_was_written_from(settings, year, inputs),
    )
