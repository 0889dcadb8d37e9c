"""The command about what is kept of people after the company's retention. All others are in `cli`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from dagster_project.terminal import CompanyOption, console, fail, settings_of, writing

privacy_app = typer.Typer()


@privacy_app.command()
def retire(
    by: Annotated[str, typer.Option("--by", help="Who asks for it; it goes into the ledger.")],
    company: CompanyOption = None,
    look: Annotated[
        bool, typer.Option("--look", help="Make and prove the copies, say what would go, and change nothing.")
    ] = False,
) -> None:
    """Put copies without names and numbers of people in the place of exports past `retention_years` in company.yml.

    Each copy is read and judged beside its original first; if one differs, nothing is changed. Rows keep their numbers,
    the originals' sha256 is kept, figures stay the same, and published versions can be rebuilt. Originals are gone.
    """
    from dagster_project.intake.keys import KeyFileError
    from dagster_project.intake.landing import LandingError
    from dagster_project.retirement.retire import RetirementError
    from dagster_project.retirement.retire import retire as retire_originals

    settings = settings_of(company)
    with writing(settings):
        try:
            with console.status("Making copies without identifiers, and reading each beside its original"):
                done = retire_originals(settings, by, date.today(), only_look=look)
        except (KeyFileError, LandingError, RetirementError) as error:
            fail(str(error))
    for kept in done.kept:
        console.print(f"Kept: {kept}", style="yellow")
    if not done.years:
        console.print("No year is past its retention.")
        return
    for name in done.files:
        console.print(f"{'To be retired' if look else 'Retired'}: {name}", soft_wrap=True)
    years = ", ".join(map(str, done.years))
    if not done.files:
        console.print(f"Nothing of {years} is left to retire.")
        return
    told = "could be retired" if look else "are retired, and entered in the ledger"
    console.print(f"{len(done.files)} originals of {years} {told}.")
