"""The commands about a year that was published: what changed since, and why. All others are in `cli`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dagster_project.company import read_company
from dagster_project.settings import Settings
from dagster_project.terminal import (
    FAILED,
    CompanyOption,
    Terminal,
    YearOption,
    console,
    fail,
    say_written,
    settings_of,
    short,
    writing,
)

if TYPE_CHECKING:
    from dagster_project.publish.restatements import PrintedIn
    from dagster_project.sealing.difference import Difference

restate_app = typer.Typer()


@restate_app.command()
def diff(
    year: YearOption,
    before: Annotated[str | None, typer.Argument(help="A version, such as v1. Default: the latest.")] = None,
    now: Annotated[str, typer.Argument(help="Another version, or draft.")] = "draft",
    company: CompanyOption = None,
    rows: Annotated[bool, typer.Option("--rows", help="List the rows that moved each figure.")] = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write figures and rows as a workbook.")] = None,
) -> None:
    """Say what a draft prints otherwise than a published version: figure by figure, with the rows that moved it.

    A row is found again by its key in its system, else by its text. People are never named.
    """
    from dagster_project.sealing.difference_book import write_difference
    from dagster_project.sealing.difference_shown import difference_panel

    settings = settings_of(company)
    found = _difference(settings, year, before, now)
    Terminal().print(difference_panel(found, rows=rows))
    if xlsx:
        write_difference(xlsx, found, read_company(settings.company_dir))
        say_written(xlsx.resolve())


@restate_app.command()
def restate(
    year: YearOption,
    company: CompanyOption = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Add an entry to fill in for them to restatements/<year>.yml.")
    ] = False,
    next_report: Annotated[
        bool,
        typer.Option("--next-report", help="To be restated in the next year's report, not in a new version."),
    ] = False,
) -> None:
    """List the figures of a published year that its draft prints otherwise and no entry covers.

    Exit status 1 as long as one waits for its entry.
    """
    settings = settings_of(company)
    with writing(settings) if draft else nullcontext():
        all_covered = _tell_restated(settings, year, draft, "next_report" if next_report else "new_version")
    if not all_covered:
        raise typer.Exit(FAILED)


def _tell_restated(settings: Settings, year: int, draft: bool, printed_in: PrintedIn) -> bool:
    """List the figures that no entry covers, with `draft` add an entry for them; gives whether there were none."""
    from dagster_project.publish.restatements import draft_restatements, figure_text, restatements_file

    found = _difference(settings, year, None, "draft")
    waiting = [
        one
        for one in found.changes.figures
        if one.year == year and found.is_restated(one) and found.entry(one) is None
    ]
    for one in waiting:
        told = f"{figure_text(one.key)}: {one.before} in {found.before}, {one.now} now ({one.label})"
        Terminal().print(told, soft_wrap=True)
    if not waiting:
        console.print(f"{year}: every figure that differs from {found.before} has its entry.")
    elif draft:
        keys = [one.key for one in waiting]
        added = draft_restatements(settings.company_dir, year, found.before, keys, printed_in)
        file = short(restatements_file(settings.company_dir, year))
        console.print(f"An entry to fill in names the {added} that had none: {file}")
    return not waiting


def _difference(settings: Settings, year: int, before: str | None, now: str) -> Difference:
    from dagster_project.inputs import draft_state
    from dagster_project.publish.restatements import RestatementError
    from dagster_project.registry.kpis import company_kpis
    from dagster_project.sealing.difference import DRAFT, difference
    from dagster_project.signoff.faults import SignOffError

    choices = read_company(settings.company_dir)
    if now == DRAFT and draft_state(settings, year) == "out of date":
        console.print(
            f"The draft of {year} is not of the present inputs. Run it: esg run --year {year}", style="yellow"
        )
    try:
        return difference(settings, choices, company_kpis(choices), year, before, now)
    except SignOffError as error:
        fail("\n".join(error.faults))
    except RestatementError as error:
        fail(str(error))
